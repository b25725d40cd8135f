using System.Globalization;
using System.Text;

namespace ActorVm.Simulation;

internal enum SavedKind : byte
{
    Schedules,
    Traces,
    SourceTraces,
    Samples,
    Situations,
}

/// <summary>The frame of a saved exploration: what it is of, and a hash over all of it.</summary>
internal static class SavedExploration
{
    private const int HashBytes = 16;

    private static ReadOnlySpan<byte> Magic => "avx1"u8;

    public static ByteWriter Begin(SavedKind kind, World start, PathOptions options) => Begin(kind, start, Text(options));

    public static ByteWriter Begin(SavedKind kind, World start, string settings)
    {
        var writer = new ByteWriter();
        writer.Write(Magic);
        writer.Write(kind);
        writer.Write(start.Fingerprint.High);
        writer.Write(start.Fingerprint.Low);
        Codec<string?>.Default.Write(writer, settings);
        return writer;
    }

    public static byte[] Finish(ByteWriter writer)
    {
        var hash = Fingerprint.Of(writer.Written);
        writer.Write(hash.High);
        writer.Write(hash.Low);
        return writer.Written.ToArray();
    }

    public static ByteReader Open(ReadOnlySpan<byte> saved, World start, PathOptions options, out SavedKind kind) =>
        Open(saved, start, Text(options), out kind);

    public static ByteReader Open(ReadOnlySpan<byte> saved, World start, string settings, out SavedKind kind)
    {
        if (saved.Length < Magic.Length + HashBytes || !saved.StartsWith(Magic))
            throw new InvalidDataException("these bytes are no saved exploration of this version");

        var reader = new ByteReader(saved[^HashBytes..]);
        if (Fingerprint.Of(saved[..^HashBytes]) != new Fingerprint(reader.Read<ulong>(), reader.Read<ulong>()))
            throw new InvalidDataException("the saved exploration was damaged");

        reader = new ByteReader(saved[Magic.Length..^HashBytes]);
        kind = reader.Read<SavedKind>();
        if (new Fingerprint(reader.Read<ulong>(), reader.Read<ulong>()) != start.Fingerprint)
            throw new InvalidDataException("the exploration was started with another world");

        var was = Codec<string?>.Default.Read(ref reader);
        if (was != settings)
            throw new InvalidDataException($"the exploration was started with other settings: {was}; now: {settings}");
        return reader;
    }

    // What decides which runs there are and what is found in them. How many are made may change.
    private static string Text(PathOptions options)
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"depth {options.MaxDepth}, {(options.CountTraces ? "traces counted" : "traces not counted")}");
        foreach (var property in options.Properties)
            text.Append(CultureInfo.InvariantCulture, $", {property.Kind} '{property.Name}' {property.HeatMost}");
        return text.ToString();
    }
}
