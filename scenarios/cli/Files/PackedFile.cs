using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

using ActorVm.Cli.Binding;

namespace ActorVm.Cli.Files;

/// <summary>
/// A file that begins with lines of text, so that <c>head</c> tells what it is, and goes on with packed bytes:
/// <code>
/// actorvm-map 1
/// frames 6553600           as many lines with numbers as its kind has
/// sha256 0f3a…             of the bytes as they are before compression
/// (an empty line)
/// </code>
/// Then the bytes, compressed with Brotli. Any damage is found, and a file is written whole or not at all.
/// </summary>
/// <param name="Magic">Its first word.</param>
/// <param name="What">What it is, for people.</param>
/// <param name="HowMade">The command that makes one.</param>
/// <param name="BytesMax">More than this, unpacked, is damage.</param>
internal sealed record PackedFile(string Magic, string What, string HowMade, long BytesMax)
{
    private const int Version = 1;
    private const int LineMax = 100;

    /// <summary>Writes beside the target first and moves it then: nothing half-written is ever there.</summary>
    /// <exception cref="ScenarioException">It cannot be written.</exception>
    public static void WriteWhole(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                write(file);
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

    /// <summary>Before work that would be lost.</summary>
    /// <exception cref="ScenarioException">It cannot be written.</exception>
    public static void CheckCanBeWritten(string path)
    {
        if (Directory.Exists(path) || Path.GetDirectoryName(Path.GetFullPath(path)) is not { } folder || !Directory.Exists(folder))
        {
            throw new ScenarioException(new Place(path), Directory.Exists(path) ? "cannot be written: it is a folder" : "cannot be written: its folder is not there");
        }
    }

    public void Write(Stream file, IEnumerable<(string Name, long Number)> head, byte[] bytes)
    {
        var lines = string.Concat(head.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Name} {line.Number}\n")));
        file.Write(Encoding.ASCII.GetBytes($"{Magic} {Version}\n{lines}sha256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}\n\n"));
        using var packed = new BrotliStream(file, CompressionLevel.SmallestSize, leaveOpen: true);
        packed.Write(bytes);
    }

    /// <summary>Opens the file and reads it.</summary>
    /// <exception cref="ScenarioException">Not there, or not what it should be.</exception>
    public static T Open<T>(string path, Func<Stream, Place, T> read)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            return read(file, new Place(path));
        }
        catch (Exception wrong) when (UnreadableFile.IsMeant(wrong))
        {
            throw UnreadableFile.Of(path, wrong);
        }
    }

    /// <returns>The numbers of its head, in the order of <paramref name="names"/>, and its bytes, whose hash is right.</returns>
    /// <exception cref="ScenarioException">Another kind of file, or damaged.</exception>
    public (long[] Head, byte[] Bytes) Read(Stream file, Place place, params IReadOnlyList<string> names)
    {
        var version = Field(file, Magic, place);
        if (!version.All(char.IsAsciiDigit))
        {
            throw Damaged(place, "its head is no longer what was written");
        }

        if (version != $"{Version}")
        {
            throw new ScenarioException(place, $"a {What} of version {version}, but this program reads version {Version}; import it again");
        }

        var head = names.Select(name => Number(Field(file, name, place), place)).ToArray();
        var hash = Field(file, "sha256", place);
        _ = Line(file).Length == 0 ? 0 : throw Damaged(place, "its head is too long");
        var bytes = Unpack(file, place);

        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == hash ? (head, bytes) : throw Damaged(place, "its hash is wrong");
    }

    public ScenarioException Damaged(Place place, string how) => new(place, $"a damaged {What}: {how}; import it again");

    private byte[] Unpack(Stream file, Place place)
    {
        try
        {
            using var unpacked = new BrotliStream(file, CompressionMode.Decompress, leaveOpen: true);
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = unpacked.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                _ = bytes.Length <= BytesMax ? 0 : throw Damaged(place, "it is too long");
            }

            return bytes.ToArray();
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidOperationException)
        {
            throw new ScenarioException(place, $"a damaged {What}: it cannot be unpacked; import it again", wrong);
        }
    }

    private string Field(Stream file, string name, Place place)
    {
        var line = Line(file);
        return line.StartsWith(name + " ", StringComparison.Ordinal) ? line[(name.Length + 1)..]
            : name == Magic ? throw new ScenarioException(place, $"not a {What}; make one with: {HowMade}")
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

    private long Number(string text, Place place) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Damaged(place, $"'{text}' in its head is no number");

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // It was moved, or its folder is not there.
        }
    }
}
