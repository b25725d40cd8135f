using System.Diagnostics;

using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Benchmarks;

/// <summary>Traces a second of the optimal exploration, and every schedule of the philosophers.</summary>
internal static class Traces
{
    public static void Run()
    {
        foreach (var (model, runs) in new[] { ("philosophers 4", 100_000L), ("contig-race XS", 30_000L), ("contig-race XS", 200_000L), ("contig-race F", 100_000L) })
        {
            var before = Environment.CpuUsage.TotalTime;
            var report = Explore.Traces(OracleModel.Build(model), new PathOptions { MaxRuns = runs, CountTraces = false });
            var cpu = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            Console.WriteLine($"dpor {model,-16} {report.Runs} runs {report.Runs / cpu / 1e3:0.0} k traces/s (cpu), {report.Deliveries / cpu / 1e6:0.0} M steps/s, depth {report.Depth}, blocked {report.Blocked}");
        }

        var watch = Stopwatch.StartNew();
        var all = Explore.Schedules(OracleModel.Build("philosophers 3"), new PathOptions { CountTraces = false });
        Console.WriteLine($"dfs philosophers 3 {all.Runs} schedules {watch.Elapsed.TotalSeconds:0.0} s, {all.Deliveries / watch.Elapsed.TotalSeconds / 1e6:0.0} M steps/s");
    }
}
