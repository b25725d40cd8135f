using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Cli.Comparing;

/// <summary>A logarithmic axis over all latencies of a comparison, in whole powers of ten.</summary>
internal sealed class LatencyAxis
{
    private readonly int low;
    private readonly int high;

    public LatencyAxis(IEnumerable<ComparedRow> rows)
    {
        long[] ends = [.. rows.Where(row => row.Latencies.Length > 0).SelectMany(row => new[] { row.LatencyMedian!.Value.Nanoseconds, row.Latency99!.Value.Nanoseconds })];
        low = ends.Length == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Max(1, ends.Min())));
        high = ends.Length == 0 ? 1 : Math.Max(low + 1, (int)Math.Ceiling(Math.Log10(Math.Max(1, ends.Max()))));
    }

    /// <summary>0 is its left end, 1 its right.</summary>
    public double PlaceOf(Duration latency) => (Math.Log10(Math.Max(1, latency.Nanoseconds)) - low) / (high - low);

    /// <summary>Where it has lines, and what stands there: a power of ten each, or every second one where they are many.</summary>
    public IEnumerable<(double Place, string Name)> Marks()
    {
        var every = high - low > 5 ? 2 : 1;
        for (var power = low; power <= high; power += every)
        {
            var latency = new Duration((long)Math.Pow(10, power));
            yield return (PlaceOf(latency), Times.Text(latency));
        }
    }
}
