using System.Globalization;

namespace ActorVm.Benchmarks;

/// <summary>A run without and with a store, turn by turn, in several pairs of processes.</summary>
/// <param name="WarmFrom">Steps before it belong to the beginning.</param>
internal sealed record PairedRuns(string What, string Scenario, long Steps, long WarmFrom, long StepsAtOnce, params string[] Settings)
{
    private const double CostMax = 5;
    private const int Pairs = 5;

    /// <summary>Student's t for 95 % and <see cref="Pairs"/> − 1 degrees of freedom.</summary>
    private const double Quantile = 2.776;

    public void Compare()
    {
        Pair[] pairs = [.. Enumerable.Range(0, Pairs).Select(_ => Measured())];
        Tell("the whole run, wall time", pairs, pair => pair.Whole, used => used.Wall);
        Tell("the whole run, processor time", pairs, pair => pair.Whole, used => used.Cpu);
        Tell("once warm, wall time", pairs, pair => pair.Warm, used => used.Wall);
        Tell("once warm, processor time", pairs, pair => pair.Warm, used => used.Cpu);
        var (cold, end, compiling) = (Mean(pairs, pair => pair.Cold), Mean(pairs, pair => pair.End), Mean(pairs, pair => pair.Whole).Compiling);
        Console.WriteLine(Number($"  more time in the first {pairs.Average(pair => pair.Cold.Plain.Wall):0.0} of {pairs.Average(pair => pair.Whole.Plain.Wall):0.0} s: {cold.Wall:0.00} s, {cold.Cpu:0.00} s of processor time; at the end {end.Wall:0.00} s, {end.Cpu:0.00} s; compiling anew in all {compiling:0.00} s of processor time"));
    }

    private Pair Measured()
    {
        var folder = Directory.CreateTempSubdirectory("actorvm-recording").FullName;
        using var plain = new SteppedRun(Scenario, Steps, StepsAtOnce, "", Settings);
        using var kept = new SteppedRun(Scenario, Steps, StepsAtOnce, Path.Combine(folder, "kept.db"), Settings);
        Turn[] turns = [.. Turns(plain, kept)];
        if (plain.StateHash != kept.StateHash)
            throw new InvalidOperationException("keeping a run changed it");
        Directory.Delete(folder, recursive: true);

        var cold = (int)(WarmFrom / StepsAtOnce);
        return new Pair(Sum(turns[..cold]), Sum(turns[cold..^1]), turns[^1]);
    }

    // Now one is first and now the other.
    private static IEnumerable<Turn> Turns(SteppedRun plain, SteppedRun kept)
    {
        yield return new Turn(plain.Used, kept.Used);
        for (var turn = 0; !plain.IsOver; turn++)
        {
            var early = turn % 2 == 1 ? kept.Advance() : default;
            var used = plain.Advance();
            yield return new Turn(used, turn % 2 == 1 ? early : kept.Advance());
        }
    }

    // Pairs do not know of each other, so what differs from process to process is in the interval.
    private void Tell(string of, Pair[] pairs, Func<Pair, Turn> part, Func<Used, double> count)
    {
        double[] logs = [.. pairs.Select(pair => Math.Log(count(part(pair).Kept) / count(part(pair).Plain)))];
        var mean = logs.Average();
        var half = Quantile * Math.Sqrt(logs.Sum(log => (log - mean) * (log - mean)) / (Pairs - 1) / Pairs);
        var (low, high) = (Percent(mean - half), Percent(mean + half));
        Measure.Row(
            $"keeping a run: {What}", Percent(mean), "≤", CostMax,
            Number($"% of {of}; 95 %: {low:0.0} to {high:0.0} ({Pairs} pairs of processes: {string.Join(", ", logs.Order().Select(log => Number($"{Percent(log):0.0}")))})"), atWorst: high);
    }

    private static double Percent(double log) => (Math.Exp(log) - 1) * 100;

    private static Turn Sum(Turn[] turns) => turns.Aggregate((sum, next) => sum + next);

    private static Used Mean(Pair[] pairs, Func<Pair, Turn> part) =>
        new(pairs.Average(pair => part(pair).More.Cpu), pairs.Average(pair => part(pair).More.Compiling), pairs.Average(pair => part(pair).More.Wall));

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Turn(Used Plain, Used Kept)
    {
        public Used More => Kept - Plain;

        public static Turn operator +(Turn one, Turn other) => new(one.Plain + other.Plain, one.Kept + other.Kept);
    }

    /// <summary>What two processes used: at first, warm, and to report and commit.</summary>
    private sealed record Pair(Turn Cold, Turn Warm, Turn End)
    {
        public Turn Whole => Cold + Warm + End;
    }
}
