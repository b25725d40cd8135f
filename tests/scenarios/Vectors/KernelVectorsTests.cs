using ActorVm.Actors;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Vectors;

namespace ActorVm.Tests.Scenarios;

public sealed class KernelVectorsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "vectors");

    [Theory]
    [InlineData("public-old", "r1.36")]
    [InlineData("public-old", "r1.51")]
    [InlineData("public-new", "r1.36")]
    [InlineData("public-new", "r1.51")]
    public void Does_what_the_kernel_text_did_on_all_350_machines(string name, string profile) =>
        AssertAllMatch(VectorFile.Read(Path.Combine(Folder, $"{name}.jsonl.gz")), profile);

    [Theory]
    [InlineData("public-old", "r1.48")]
    [InlineData("public-new", "r1.48")]
    [InlineData("public-new", "r1.45s")]
    public void Repeats_the_defects_of_the_revisions_between(string name, string profile)
    {
        var vectors = VectorFile.Read(Path.Combine(Folder, $"{name}.jsonl.gz"));
        var expectations = VectorFile.ReadExpectations(Path.Combine(Folder, $"alt-{name}.jsonl.gz"), vectors);

        AssertAllMatch([.. VectorCheck.Join(vectors, expectations)], profile);
    }

    [Theory]
    [InlineData("public-old", 338, 447)]
    [InlineData("public-new", 512, 526)]
    public void Mended_grants_what_any_text_grants_and_writes_less(string name, int grantedBefore, int grantedMended)
    {
        var classes = new MendedCheck(new KernelVectorMachine()).Check(VectorFile.Read(Path.Combine(Folder, $"{name}.jsonl.gz")));

        Assert.Equal([], classes.SelectMany(each => each.Lost));
        Assert.Equal((grantedBefore, grantedMended), (classes.Sum(each => each.GrantedBefore), classes.Sum(each => each.GrantedMended)));
        Assert.All(classes, each => Assert.True(
            each.Class == "ok" || each.LaunderedMended <= Math.Min(each.LaunderedBefore.R136, each.LaunderedBefore.R151), $"{each}"));
    }

    [Theory]
    [InlineData("d2004")]
    [InlineData("d2006")]
    public void The_page_daemon_does_what_its_text_did_on_all_200_machines(string profile) =>
        AssertAllMatch(VectorFile.Read(Path.Combine(Folder, "daemon-public.jsonl.gz")), profile, count: 200);

    [Theory]
    [InlineData("public-old")]
    [InlineData("public-new")]
    public void Mended_breaks_no_invariant_of_memory(string name)
    {
        var broken = new List<string>();
        foreach (var vector in VectorFile.Read(Path.Combine(Folder, $"{name}.jsonl.gz")))
        {
            var runner = new VectorRunner(vector, KernelRevision.Mended);
            runner.Run();
            broken.AddRange(runner.NewViolations.Select(words => $"{vector.Id}: {words}"));
        }

        Assert.Equal([], broken);
    }

    [Theory]
    [InlineData("public-old", "r1.36")]
    [InlineData("public-new", "r1.36")]
    [InlineData("public-new", "r1.51")]
    public void Searching_run_by_run_changes_nothing(string name, string profile) =>
        AssertAllMatch(VectorFile.Read(Path.Combine(Folder, $"{name}.jsonl.gz")), profile, machine: new RunByRun());

    private static void AssertAllMatch(IReadOnlyList<Vector> vectors, string profile, int count = 350, IVectorMachine? machine = null)
    {
        Assert.Equal(count, vectors.Count);
        Assert.Equal([], vectors.Select(new VectorCheck(machine ?? new KernelVectorMachine(), profile).Check).Where(outcome => !outcome.Matches));
    }

    private sealed class RunByRun : IVectorMachine
    {
        public IReadOnlyList<VectorRecord> Run(Vector vector, string profile) =>
            new VectorRunner(vector, KernelRevision.Find(profile.TrimStart('r'))!, searchesByRuns: true).Run();
    }
}
