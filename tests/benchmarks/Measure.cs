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
}
