using System.IO.Compression;
using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Vectors;
using ActorVm.Tests.Scenarios.Exploring;

namespace ActorVm.Tests.Scenarios.Vectors;

public sealed class VectorChecksTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "vectors");

    [Theory]
    [InlineData("owners/0/0", -1, "owners: pages -1 and ")]
    [InlineData("owners/0/2", 99, "owners: the run at page ")]
    [InlineData("owners/1/0", 0, "owners: ")]
    [InlineData("queues/inactive/0", 1_000_000, "queues: inactive is not exactly the pages i and I, each once")]
    [InlineData("machine/colors", 3, "machine: colors is no power of two up to 256")]
    [InlineData("machine/segments/0/1", 1_000_000_000, "machine: segments that are empty, overlap")]
    [InlineData("objects/0/id", 7, "objects: number 0 has the id 7")]
    [InlineData("pages", "FFF", "pages: 3 letters for ")]
    [InlineData("requests/0/op", "steal", "requests: op 'steal' is neither alloc nor free")]
    public void A_vector_whose_parts_do_not_fit_is_named_with_its_line(string path, object value, string problem)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "x.jsonl");
        File.WriteAllText(file, $"{Changed(path, value)}\n");

        Assert.StartsWith($"x.jsonl:1: not a vector: {problem}", Assert.Throws<ScenarioException>(() => VectorFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_JSON_is_told_in_a_line_without_the_words_of_the_library()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "x.jsonl");
        File.WriteAllText(file, "{\"id\": 1,}\n");

        Assert.Matches(@"^x\.jsonl:1: not JSON: [^|]*\. \(byte 9 of the line\)$", Assert.Throws<ScenarioException>(() => VectorFile.Read(file)).Message);
    }

    [Fact]
    public void Mended_is_compared_with_both_texts_or_not_at_all()
    {
        var typed = Typed.Run("check-vectors", Path.Combine(Folder, "daemon-public.jsonl.gz"), "--profile", "mended");

        Assert.Equal((ExitCode.WrongInput, ""), (typed.Code, typed.Out));
        Assert.EndsWith("has no expectations of r1.36: 'mended' is compared with those of r1.36 and r1.51, for vectors of requests\n", typed.Error, StringComparison.Ordinal);
    }

    private static string Changed(string path, object value)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, "public-new.jsonl.gz")), CompressionMode.Decompress));
        var vector = JsonNode.Parse(reader.ReadLine()!)!;
        var keys = path.Split('/');
        var parent = keys[..^1].Aggregate(vector, (node, key) => node is JsonArray list ? list[int.Parse(key)]! : node[key]!);
        var changed = value is int number ? JsonValue.Create(number) : JsonValue.Create((string)value);
        if (parent is JsonArray array)
            array[int.Parse(keys[^1])] = changed;
        else
            parent[keys[^1]] = changed;

        return vector.ToJsonString();
    }
}
