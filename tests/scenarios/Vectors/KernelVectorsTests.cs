using ActorVm.Cli.Kernel;
using ActorVm.Cli.Vectors;

namespace ActorVm.Tests.Scenarios;

public sealed class KernelVectorsTests
{
    [Theory]
    [InlineData("public-old.jsonl.gz", "r1.36")]
    [InlineData("public-old.jsonl.gz", "r1.51")]
    [InlineData("public-new.jsonl.gz", "r1.36")]
    [InlineData("public-new.jsonl.gz", "r1.51")]
    public void Does_what_the_kernel_text_did_on_all_350_machines(string file, string profile)
    {
        var check = new VectorCheck(new KernelVectorMachine(), profile);
        var vectors = VectorFile.Read(Path.Combine(AppContext.BaseDirectory, "vectors", file));

        Assert.Equal(350, vectors.Count);
        Assert.Equal([], vectors.Select(check.Check).Where(outcome => !outcome.Matches));
    }
}
