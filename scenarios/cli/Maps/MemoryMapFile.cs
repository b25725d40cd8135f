using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

using ActorVm.Cli.Binding;

namespace ActorVm.Cli.Maps;

/// <summary>
/// The map file. Five lines of text, so that <c>head -5</c> tells what it is:
/// <code>
/// actorvm-map 1
/// frames 6553600
/// runs 160394
/// sha256 0f3a…            of the runs as they are before compression
/// (an empty line)
/// </code>
/// Then the runs, compressed with Brotli: for each the byte of its <see cref="PageClass"/> and its length, seven bits a byte,
/// lowest first, the eighth bit set in all but the last. Runs follow each other from frame 0; the last ends at <c>frames</c>.
/// </summary>
internal static class MemoryMapFile
{
    private const string Magic = "actorvm-map";
    private const int Version = 1;
    private const int LineMax = 100;
    private const int RunsMax = 1 << 24;

    /// <summary>Writes beside the target first and moves it then: nothing half-written is ever there.</summary>
    /// <exception cref="ScenarioException">It cannot be written.</exception>
    public static void Write(MemoryMap map, string path)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                Write(map, file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(new Place(path), $"cannot be written: {wrong.Message}", wrong);
        }
        finally
        {
            Remove(temporary);
        }
    }

    public static void Write(MemoryMap map, Stream file)
    {
        var runs = Encode(map.Runs);
        var header = string.Create(CultureInfo.InvariantCulture, $"{Magic} {Version}\nframes {map.Frames}\nruns {map.Runs.Count}\nsha256 {Convert.ToHexStringLower(SHA256.HashData(runs))}\n\n");
        file.Write(Encoding.ASCII.GetBytes(header));
        using var packed = new BrotliStream(file, CompressionLevel.SmallestSize, leaveOpen: true);
        packed.Write(runs);
    }

    /// <exception cref="ScenarioException">Not there, not a map, or damaged.</exception>
    public static MemoryMap Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            return Read(file, new Place(path));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(new Place(path), $"cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <inheritdoc cref="Read(string)"/>
    public static MemoryMap Read(Stream file, Place place)
    {
        var version = Field(file, Magic, place);
        if (version != $"{Version}")
        {
            throw new ScenarioException(place, $"a memory map of version {version}, but this program reads version {Version}; import it again");
        }

        var frames = Number(Field(file, "frames", place), place);
        var count = Number(Field(file, "runs", place), place);
        var hash = Field(file, "sha256", place);
        _ = Line(file).Length == 0 ? 0 : throw Damaged(place, "its head is too long");
        var runs = Unpack(file, place);

        return Convert.ToHexStringLower(SHA256.HashData(runs)) == hash ? Decode(runs, frames, count, place) : throw Damaged(place, "its hash is wrong");
    }

    private static byte[] Encode(IReadOnlyList<MapRun> runs)
    {
        using var bytes = new MemoryStream();
        foreach (var run in runs)
        {
            bytes.WriteByte(run.Class.Code);
            var rest = run.Count;
            for (; rest >= 0x80; rest >>= 7)
            {
                bytes.WriteByte((byte)((rest & 0x7f) | 0x80));
            }

            bytes.WriteByte((byte)rest);
        }

        return bytes.ToArray();
    }

    private static MemoryMap Decode(ReadOnlySpan<byte> bytes, long frames, long count, Place place)
    {
        var builder = new MemoryMapBuilder();
        for (var at = 0; at < bytes.Length;)
        {
            var page = PageClass.FromCode(bytes[at++]) ?? throw Damaged(place, "a run of no known class");
            var (length, shift) = (0L, 0);
            for (var more = true; more; shift += 7)
            {
                more = at < bytes.Length && shift < 35 ? (bytes[at] & 0x80) != 0 : throw Damaged(place, "a run without an end");
                length |= (long)(bytes[at++] & 0x7f) << shift;
            }

            builder.Add(page, length);
        }

        var map = builder.Build();
        return map.Frames == frames && map.Runs.Count == count ? map : throw Damaged(place, "its runs do not add up");
    }

    private static byte[] Unpack(Stream file, Place place)
    {
        try
        {
            using var unpacked = new BrotliStream(file, CompressionMode.Decompress, leaveOpen: true);
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = unpacked.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                _ = bytes.Length <= 6L * RunsMax ? 0 : throw Damaged(place, "too many runs");
            }

            return bytes.ToArray();
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidOperationException)
        {
            throw new ScenarioException(place, "a damaged memory map: it cannot be unpacked; import it again", wrong);
        }
    }

    private static string Field(Stream file, string name, Place place)
    {
        var line = Line(file);
        return line.StartsWith(name + " ", StringComparison.Ordinal) ? line[(name.Length + 1)..]
            : name == Magic ? throw new ScenarioException(place, "not a memory map; make one with: actorvm import /proc/kpageflags --out FILE")
            : throw Damaged(place, $"no '{name}' in its head");
    }

    private static string Line(Stream file)
    {
        var line = new StringBuilder();
        for (int one; (one = file.ReadByte()) != '\n'; line.Append((char)one))
        {
            if (one < 0 || line.Length == LineMax)
            {
                return line.ToString();
            }
        }

        return line.ToString();
    }

    private static long Number(string text, Place place) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Damaged(place, $"'{text}' in its head is no number");

    private static ScenarioException Damaged(Place place, string how) => new(place, $"a damaged memory map: {how}; import it again");

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (IOException)
        {
            // It was moved, or its folder is not there.
        }
    }
}
