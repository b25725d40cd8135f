using System.Globalization;

using ActorVm.Simulation;

namespace ActorVm.Benchmarks;

/// <summary>A run without and with a store, turn by turn.</summary>
/// <param name="WarmFrom">Steps before it belong to the beginning.</param>
internal sealed record PairedRuns(string What, string Scenario, long Steps, long WarmFrom, long StepsAtOnce, params string[] Settings)
{
    private const double CostMax = 5;
    private const int Resamples = 4_000;

    /// <summary>Turns are drawn in blocks of so many seconds, because commits and snapshots come once in many turns.</summary>
    private const double BlockSeconds = 1;

    public void Compare()
    {
        var folder = Directory.CreateTempSubdirectory("actorvm-recording").FullName;
        using var plain = new SteppedRun(Scenario, Steps, StepsAtOnce, "", Settings);
        using var kept = new SteppedRun(Scenario, Steps, StepsAtOnce, Path.Combine(folder, "kept.db"), Settings);
        Turn[] turns = [.. Turns(plain, kept)];
        if (plain.StateHash != kept.StateHash)
            throw new InvalidOperationException("keeping a run changed it");
        Directory.Delete(folder, recursive: true);

        var cold = turns[..(int)(WarmFrom / StepsAtOnce)];
        var warm = turns[cold.Length..^1];
        Tell("wall time", warm, used => used.Wall);
        Tell("processor time", warm, used => used.Cpu - used.Compiling);
        Tell("processor time, compiling included", warm, used => used.Cpu);
        Console.WriteLine(Number($"  more time in the first {cold.Sum(turn => turn.Plain.Wall):0.0} s: {Sum(cold).Wall:0.00} s, {Sum(cold).Cpu:0.00} s of processor time; at the end {Sum(turns[^1..]).Wall:0.00} s, {Sum(turns[^1..]).Cpu:0.00} s; compiling in all {Sum(turns).Compiling:0.00} s"));
    }

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

    private void Tell(string of, Turn[] turns, Func<Used, double> count)
    {
        var seconds = turns.Average(turn => count(turn.Plain));
        var (low, high) = Interval(turns, count, (int)Math.Max(1, BlockSeconds / seconds));
        Measure.Row($"keeping a run: {What}", Cost(turns, count), "≤", CostMax, Number($"% of its {of}; 95 %: {low:0.0} to {high:0.0} ({turns.Length} turns of {seconds * 1000:0.0} ms)"));
    }

    /// <summary>Bootstrap: the same number of blocks drawn again and again.</summary>
    private static (double Low, double High) Interval(Turn[] turns, Func<Used, double> count, int block)
    {
        var random = new SplitMix64(1);
        Turn[] blocks = [.. turns.Chunk(block).Select(many => new Turn(many.Select(turn => turn.Plain).Aggregate((sum, next) => sum + next), many.Select(turn => turn.Kept).Aggregate((sum, next) => sum + next)))];
        var costs = Enumerable.Range(0, Resamples).Select(_ => Cost([.. blocks.Select(_ => blocks[random.Below(blocks.Length)])], count)).Order().ToArray();
        return (costs[Resamples / 40], costs[^(Resamples / 40)]);
    }

    private static double Cost(Turn[] turns, Func<Used, double> count) => (turns.Sum(turn => count(turn.Kept)) / turns.Sum(turn => count(turn.Plain)) - 1) * 100;

    private static Used Sum(Turn[] turns) => turns.Select(turn => turn.Kept - turn.Plain).Aggregate((sum, next) => sum + next);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Turn(Used Plain, Used Kept);
}
