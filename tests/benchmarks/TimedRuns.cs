using System.Globalization;

using ActorVm.Cli.Kernel;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Scenarios;

namespace ActorVm.Benchmarks;

/// <summary>Timed runs of a busy machine of 64 MB: steps a second, and whether they and the memory stay flat as the run grows.</summary>
internal static class TimedRuns
{
    private const double MillionsLeast = 1;

    private const string Busy = """
        machine: {memory: 64 MiB, wired: 6 MiB, swap: 256 MiB}
        programs:
          - {name: x-server, objects: [{backing: swap, size: 28 MiB}, {backing: vnode, size: 2 MiB}], pattern: zipf, writes: 90%, touches: TOUCHES, think: 100us}
          - {name: compiler, objects: [{backing: swap, size: 28 MiB}, {backing: vnode, size: 2 MiB}], pattern: zipf, writes: 90%, touches: TOUCHES, think: 100us}
        drivers:
          - {name: late, requests: [{size: 64 KiB, at: 1000000s}]}
        until: 1000000s
        """;

    public static void Run()
    {
        foreach (var (touches, steps) in new[] { (1, 1_000_000), (10, 1_000_000), (300, 200_000) })
            Of(touches, steps);
    }

    /// <summary>One size of batches, so many steps.</summary>
    public static void Of(int touches, int steps)
    {
        using var run = Begin(touches);
        Advance(run, steps / 5);
        var before = TouchesOf(run);
        var seconds = Measure.LeastCpu(5, () => Advance(run, steps));
        var rate = (TouchesOf(run) - before) / 5 / seconds / 1e6;
        Measure.Row($"busy 64 MB, {touches} touches a batch", steps / seconds / 1e6, "≥", MillionsLeast, string.Create(
            CultureInfo.InvariantCulture, $"M steps/s   ({rate:0.0} M touches/s)"));
    }

    private static long TouchesOf(ScenarioRun run) => run.Report().Counters.First(count => count.Name == "touches").Number;

    /// <summary>Steps a second and memory while one run grows: from 10⁴ steps on, by powers of ten.</summary>
    public static void Growth(long most)
    {
        using var run = Begin(1);
        var (first, steps) = (0.0, 0L);
        for (var until = 10_000L; until <= most; until *= 10)
        {
            var seconds = Measure.LeastCpu(1, () => Advance(run, until - steps));
            var rate = (until - steps) / seconds / 1e6;
            steps = until;
            first = Math.Max(first, until == 1_000_000 ? rate : 0);
            var heap = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
            Measure.Row($"busy 64 MB, up to {until} steps", rate, "≥", first / 2, string.Create(
                CultureInfo.InvariantCulture, $"M steps/s   (heap {heap:0.0} MB, process {Environment.WorkingSet / 1e6:0} MB)"));
        }
    }

    private static ScenarioRun Begin(int touches) =>
        new(ScenarioReader.Parse("busy.yaml", Busy.Replace("TOUCHES", $"{touches}", StringComparison.Ordinal), []), new RunOptions { Seed = 1 });

    private static void Advance(ScenarioRun run, long steps)
    {
        for (var left = steps; left > 0; left--)
        {
            if (!run.Advance())
                throw new InvalidOperationException("the run has ended");
        }
    }
}
