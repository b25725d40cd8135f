using ActorVm.Cli.Binding;
using ActorVm.Cli.Files;

namespace ActorVm.Cli.Maps;

/// <summary>
/// The map file: <see cref="PackedFile"/> with the numbers <c>frames</c> and <c>runs</c>. Its bytes are the runs: for each the
/// byte of its <see cref="PageClass"/> and its length as <see cref="Variable"/>. Runs follow each other from frame 0; the
/// last ends at <c>frames</c>.
/// </summary>
internal static class MemoryMapFile
{
    private const int RunsMax = 1 << 24;

    private static readonly PackedFile Format = new("actorvm-map", "memory map", "actorvm import /proc/kpageflags --out FILE", 6L * RunsMax);

    /// <exception cref="ScenarioException">It cannot be written.</exception>
    public static void Write(MemoryMap map, string path) => PackedFile.WriteWhole(path, file => Write(map, file));

    public static void Write(MemoryMap map, Stream file) => Format.Write(file, [("frames", map.Frames), ("runs", map.Runs.Count)], Encode(map.Runs));

    /// <exception cref="ScenarioException">Not there, not a map, or damaged.</exception>
    public static MemoryMap Read(string path) => PackedFile.Open(path, Read);

    /// <inheritdoc cref="Read(string)"/>
    public static MemoryMap Read(Stream file, Place place)
    {
        var (head, bytes) = Format.Read(file, place, "frames", "runs");
        return Decode(bytes, head[0], head[1], place);
    }

    private static byte[] Encode(IReadOnlyList<MapRun> runs)
    {
        using var bytes = new MemoryStream();
        foreach (var run in runs)
        {
            bytes.WriteByte(run.Class.Code);
            Variable.Write(bytes, run.Count);
        }

        return bytes.ToArray();
    }

    private static MemoryMap Decode(ReadOnlySpan<byte> bytes, long frames, long count, Place place)
    {
        var builder = new MemoryMapBuilder();
        for (var at = 0; at < bytes.Length;)
        {
            var page = PageClass.FromCode(bytes[at++]) ?? throw Format.Damaged(place, "a run of no known class");
            builder.Add(page, Variable.TryRead(bytes, ref at, out var length) ? length : throw Format.Damaged(place, "a run without an end"));
        }

        var map = builder.Build();
        return map.Frames == frames && map.Runs.Count == count ? map : throw Format.Damaged(place, "its runs do not add up");
    }
}
