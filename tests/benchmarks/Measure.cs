using System.Diagnostics;

namespace ActorVm.Benchmarks;

/// <summary>Rates: the best of some rounds, because the machine is shared and only ever slows one down.</summary>
internal static class Measure
{
    /// <summary>Runs the work some times and returns its best rate in units a second.</summary>
    public static double BestRate(long units, int rounds, Action work)
    {
        var best = 0.0;
        for (var round = 0; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            work();
            best = Math.Max(best, units / watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    public static void Print(string what, double perSecond, string unit, double? reference = null)
    {
        var ratio = reference is { } other ? $"   {perSecond / other,6:0.00} of the reference" : string.Empty;
        Console.WriteLine($"{what,-44}{perSecond / 1e6,10:0.00} M {unit}/s{ratio}");
    }

    /// <summary>The least processor time of some rounds, in seconds: on a machine that is shared, wall time says little.</summary>
    public static double LeastCpu(int rounds, Action work)
    {
        var least = double.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            work();
            least = Math.Min(least, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        return least;
    }

    /// <summary>The share of the processors' time that the host of a virtual machine took for others; 0 where nobody tells.</summary>
    public static double TakenByHost(Action work)
    {
        var before = Ticks();
        work();
        var after = Ticks();
        return after.All == before.All ? 0 : (double)(after.Stolen - before.Stolen) / (after.All - before.All);
    }

    // "cpu user nice system idle iowait irq softirq steal …"
    private static (long Stolen, long All) Ticks()
    {
        if (!File.Exists("/proc/stat"))
            return default;
        long[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(long.Parse)];
        return (ticks[7], ticks.Sum());
    }

    /// <summary>A row of the table of targets: what was measured, what it must be, and whether it is.</summary>
    /// <param name="atWorst">The end of its interval that must reach the target, where there is one.</param>
    public static void Row(string what, double measured, string relation, double target, string unit, double? atWorst = null)
    {
        var isReached = relation == "≥" ? (atWorst ?? measured) >= target : (atWorst ?? measured) <= target;
        Console.WriteLine($"{what,-48}{measured,9:0.##} / {relation} {target:0.##} {unit}   {(isReached ? "reached" : "missed")}");
    }
}
