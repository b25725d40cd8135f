using System.IO.Compression;
using System.Text.Json;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Files;

namespace ActorVm.Cli.Vectors;

/// <summary>Reads files of vectors: a JSON object a line, gzip or not. A wrong line is named by its number.</summary>
internal static class VectorFile
{
    public static IReadOnlyList<Vector> Read(string path) => ReadLines(path, line => VectorChecks.Checked(VectorReader.Vector(line)));

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
        catch (JsonException wrong)
        {
            var at = wrong.BytePositionInLine is { } position ? $" (byte {position} of the line)" : "";
            throw new ScenarioException(Place.Line(Path.GetFileName(path), number), $"not JSON: {wrong.Message.Split(" Change the reader options.")[0].Split(" LineNumber:")[0]}{at}", wrong);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new ScenarioException(Place.Line(Path.GetFileName(path), number), $"not a vector: {wrong.Message}", wrong);
        }
        catch (InvalidDataException wrong)
        {
            throw new ScenarioException(new Place(path), $"not gzip, or damaged: {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (UnreadableFile.IsMeant(wrong))
        {
            throw UnreadableFile.Of(path, wrong);
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
