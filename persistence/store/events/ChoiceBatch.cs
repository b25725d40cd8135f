using ActorVm.Simulation;

namespace ActorVm.Persistence;

/// <summary>Some thousand steps: every choice made in them, and where they lead.</summary>
public sealed record ChoiceBatch
{
    /// <summary>What manifests of all versions begin with.</summary>
    public const string AnyManifest = "actorvm.choices/";

    public const string Manifest = AnyManifest + "2";

    /// <summary>As choices were written at first: seven bits a byte.</summary>
    private const string SevensManifest = AnyManifest + "1";

    /// <summary>Steps of the run before and after.</summary>
    public required long From { get; init; }

    public required long To { get; init; }

    /// <summary>Virtual time after, in nanoseconds.</summary>
    public required long Time { get; init; }

    public required Fingerprint State { get; init; }

    /// <summary>The generator of the seed after the batch.</summary>
    public required SplitMix64 Generator { get; init; }

    public required string Engine { get; init; }

    /// <summary>Each answer of the chooser in turn, in as many bits as tell its alternatives apart, the lowest first.</summary>
    public required byte[] Choices { get; init; }

    /// <summary>The answers are seven bits a byte instead, the last byte of each below 0x80.</summary>
    public bool IsInSevens { get; init; }

    /// <summary>This program reads choices of that manifest.</summary>
    public static bool IsRead(string manifest) => manifest is Manifest or SevensManifest;

    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Write(From);
        writer.Write(To);
        writer.Write(Time);
        Codec<Fingerprint>.Default.Write(writer, State);
        Codec<SplitMix64>.Default.Write(writer, Generator);
        Codec<string>.Default.Write(writer, Engine);
        writer.Write(Choices.Length);
        writer.Write(Choices);
        return writer.Written.ToArray();
    }

    public static ChoiceBatch Of(StoredEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return Decode(happened.Body) with { IsInSevens = happened.Manifest == SevensManifest };
    }

    public static ChoiceBatch Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        return new ChoiceBatch
        {
            From = reader.Read<long>(),
            To = reader.Read<long>(),
            Time = reader.Read<long>(),
            State = Codec<Fingerprint>.Default.Read(ref reader),
            Generator = Codec<SplitMix64>.Default.Read(ref reader),
            Engine = Codec<string>.Default.Read(ref reader),
            Choices = reader.Take(reader.Read<int>()).ToArray(),
        };
    }
}
