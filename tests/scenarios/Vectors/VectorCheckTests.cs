using ActorVm.Cli.Binding;
using ActorVm.Cli.Vectors;

namespace ActorVm.Tests.Scenarios.Vectors;

public sealed class VectorCheckTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "vectors");

    [Theory]
    [InlineData("public-old.jsonl.gz", 350, 709)]
    [InlineData("public-new.jsonl.gz", 350, 1407)]
    [InlineData("daemon-public.jsonl.gz", 200, 456)]
    public void Reads_every_vector_and_follows_its_references(string file, int vectors, int recordsWritten)
    {
        var read = VectorFile.Read(Path.Combine(Folder, file));

        Assert.Equal(vectors, read.Count);
        Assert.All(read, vector => Assert.Equal(2, vector.Expected.Count));
        Assert.Equal(recordsWritten, read.SelectMany(vector => vector.Expected.Values.Distinct()).Sum(records => records.Count));
    }

    [Theory]
    [InlineData("public-new.jsonl.gz", "r1.36")]
    [InlineData("public-old.jsonl.gz", "r1.51")]
    [InlineData("daemon-public.jsonl.gz", "d2004")]
    public void What_was_recorded_matches_itself(string file, string profile)
    {
        var check = new VectorCheck(new Echo(record => record), profile);

        Assert.All(VectorFile.Read(Path.Combine(Folder, file)), vector => Assert.Null(check.Check(vector).Difference));
    }

    [Fact]
    public void The_first_field_that_differs_is_named()
    {
        Assert.Equal("record 0: start: expected 115, is 116", Difference(record => record with { Start = record.Start + 1 }));
        Assert.Equal("record 0: map: page 2 expected F, is x", Difference(record => record with { Map = record.Map![..2] + "x" + record.Map[3..] }));
        Assert.Equal("record 0: laundered 0: expected none, is s[4] A→k", Difference(record => record with { Laundered = [new("s", [4], "A", "k")] }));
        Assert.Equal("record 0: counts.free: expected 58, is 0", Difference(record => record with { Counts = record.Counts!.ToDictionary(pair => pair.Key, _ => 0L) }));
        Assert.Equal("record 0: trace: token 1 expected f116, is f9", Difference(record => record with { Trace = "f115 f9 u115", TraceSha = "x" }));
        Assert.Equal("record 0: trace_sha: expected 12651231b1428bf9, is x", Difference(record => record with { Trace = null, TraceSha = "x" }));
        Assert.Equal("2 records expected, 0 made", Difference(_ => null));
    }

    [Fact]
    public void Expectations_of_another_file_are_joined_by_id()
    {
        var vectors = VectorFile.Read(Path.Combine(Folder, "public-new.jsonl.gz"));
        var joined = VectorCheck.Join(vectors, VectorFile.ReadExpectations(Path.Combine(Folder, "alt-public-new.jsonl.gz"), vectors)).ToArray();

        Assert.All(joined, vector => Assert.True(vector.Expected.ContainsKey("r1.48") && vector.Expected.ContainsKey("r1.45s")));
        Assert.Equal(189, joined.Count(vector => vector.Expected["r1.48"][^1].Result == "panic" && vector.Expected["r1.51"][^1].Result != "panic"));
    }

    [Fact]
    public void A_line_that_is_no_vector_is_named_by_its_number()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "\n{\"id\": 3}\n");

        Assert.StartsWith($"{Path.GetFileName(file)}:2: not a vector: ", Assert.Throws<ScenarioException>(() => VectorFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expectations_alone_are_not_taken_for_vectors()
    {
        var wrong = Assert.Throws<ScenarioException>(() => VectorFile.Read(Path.Combine(Folder, "alt-public-new.jsonl.gz")));

        Assert.StartsWith("alt-public-new.jsonl.gz:1: not a vector: a field is missing that every vector has; a file of expectations alone is given with --expect", wrong.Message, StringComparison.Ordinal);
    }

    private static string? Difference(Func<VectorRecord, VectorRecord?> change) =>
        new VectorCheck(new Echo(change), "r1.51").Check(VectorFile.Read(Path.Combine(Folder, "public-old.jsonl.gz"))[0]).Difference;

    /// <summary>Answers with what is expected, changed.</summary>
    private sealed class Echo(Func<VectorRecord, VectorRecord?> change) : IVectorMachine
    {
        public IReadOnlyList<VectorRecord> Run(Vector vector, string profile) => [.. vector.Expected[profile].Select(change).OfType<VectorRecord>()];
    }
}
