using System.IO.Compression;
using System.Text.Json;

using ActorVm.Cli.Binding;

namespace ActorVm.Cli.Vectors;

/// <summary>Reads files of vectors: a JSON object a line, gzip or not. A wrong line is named by its number.</summary>
internal static class VectorFile
{
    public static IReadOnlyList<Vector> Read(string path) => ReadLines(path, VectorReader.Vector);

    /// <summary>Expectations alone, by vector id: the files that add profiles to vectors kept elsewhere.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<VectorRecord>>> ReadExpectations(string path, IEnumerable<Vector> vectors)
    {
        var own = vectors.ToDictionary(vector => vector.Id, vector => vector.Expected);
        var none = new Dictionary<string, IReadOnlyList<VectorRecord>>();

        return ReadLines(path, line => VectorReader.Expectations(line, own.GetValueOrDefault(VectorReader.IdOf(line), none)))
            .ToDictionary(pair => pair.Id, pair => pair.Expected);
    }

    private static List<T> ReadLines<T>(string path, Func<JsonElement, T> read)
    {
        var (items, number) = (new List<T>(), 0);
        try
        {
            using var reader = Open(path);
            while (reader.ReadLine() is { } line)
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    using var document = JsonDocument.Parse(line);
                    items.Add(read(document.RootElement));
                }
            }
        }
        catch (KeyNotFoundException wrong)
        {
            throw new ScenarioException(
                Place.Line(Path.GetFileName(path), number),
                "not a vector: a field is missing that every vector has; a file of expectations alone is given with --expect, beside the vectors it belongs to", wrong);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new ScenarioException(Place.Line(Path.GetFileName(path), number), $"not a vector: {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ScenarioException(new Place(path), $"cannot be read: {wrong.Message}", wrong);
        }

        return items.Count > 0 ? items : throw new ScenarioException(new Place(path), "holds no vectors");
    }

    private static StreamReader Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        var isGzip = (file.ReadByte(), file.ReadByte()) is (0x1f, 0x8b);
        file.Position = 0;

        return new StreamReader(isGzip ? new GZipStream(file, CompressionMode.Decompress) : file);
    }
}
