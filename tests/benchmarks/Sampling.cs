using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Benchmarks;

/// <summary>Runs a second of each policy on the biggest small model, and how soon a seeded bug is found.</summary>
internal static class Sampling
{
    // The first round compiles.
    private const int Rounds = 3;

    public static void Run()
    {
        foreach (var policy in new[] { "random", "pct:3", "pos", "delay:2" })
        {
            Rate(policy, 100_000);
        }

        foreach (var policy in new[] { "random", "pct:2", "pct:3", "pct:4", "pct:5", "pct:6", "pct:8", "pct:10", "pct:16", "pos", "delay:16" })
            Odds(policy);
    }

    private static void Rate(string policy, int runs)
    {
        var world = OracleModel.Build("contig-race F");
        var report = default(PathReport);
        var cpu = Measure.LeastCpu(Rounds, () => report = Explore.Sample(world, Policies.Parse(policy), 1, new PathOptions { MaxRuns = runs, CountTraces = false }));
        Measure.Row($"contig-race F {policy}", runs / cpu / 1e3, "≥", 100, $"k schedules/s and core   ({report!.Deliveries / cpu / 1e6:0.0} M deliveries/s)");
    }

    private static void Odds(string policy)
    {
        const int Runs = 20_000;
        var report = Explore.Sample(
            OracleModel.Build("contig-race XS broken"), Policies.Parse(policy), 1,
            new PathOptions { MaxRuns = Runs, StopAtFirst = false, CountTraces = false });
        Console.WriteLine($"contig-race XS broken {policy,-8} one run in {(double)Runs / report.Failures:0} fails");
    }
}
