using System.IO.Compression;

using ActorVm.Simulation;

namespace ActorVm.Persistence;

/// <summary>A state from which a run can go on: what is not as in the state it is based on.</summary>
public sealed record RunSnapshot
{
    public const string Manifest = "actorvm.snapshot/1";

    /// <summary>It follows this event of the journal.</summary>
    public required long Sequence { get; init; }

    /// <summary>The snapshot it is based on; 0 for the world before its first step.</summary>
    public required long Base { get; init; }

    /// <summary>How many snapshots must be read before this one.</summary>
    public required int Depth { get; init; }

    public required long Steps { get; init; }

    public required Fingerprint State { get; init; }

    public required string Engine { get; init; }

    /// <summary>Packed.</summary>
    public required byte[] Packed { get; init; }

    public static byte[] Pack(ReadOnlySpan<byte> payload)
    {
        using var packed = new MemoryStream();
        packed.Write(BitConverter.GetBytes(payload.Length));
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(payload);
        return packed.ToArray();
    }

    public byte[] Unpack() => Unpack(Packed);

    public static byte[] Unpack(byte[] packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        using var inflate = new ZLibStream(new MemoryStream(packed, sizeof(int), packed.Length - sizeof(int)), CompressionMode.Decompress);
        var payload = new byte[BitConverter.ToInt32(packed)];
        inflate.ReadExactly(payload);
        return payload;
    }

    internal byte[] Encode(byte[] chain)
    {
        var writer = new ByteWriter();
        writer.Write(Sequence);
        writer.Write(Base);
        writer.Write(Depth);
        writer.Write(Steps);
        Codec<Fingerprint>.Default.Write(writer, State);
        Codec<string>.Default.Write(writer, Engine);
        writer.Write(chain);
        writer.Write(Packed);
        return writer.Written.ToArray();
    }

    internal static RunSnapshot Decode(ReadOnlySpan<byte> bytes, out byte[] chain)
    {
        var reader = new ByteReader(bytes);
        var read = new RunSnapshot
        {
            Sequence = reader.Read<long>(),
            Base = reader.Read<long>(),
            Depth = reader.Read<int>(),
            Steps = reader.Read<long>(),
            State = Codec<Fingerprint>.Default.Read(ref reader),
            Engine = Codec<string>.Default.Read(ref reader),
            Packed = [],
        };
        chain = reader.Take(Sealed.HashBytes).ToArray();
        return read with { Packed = reader.Take(reader.Left).ToArray() };
    }
}
