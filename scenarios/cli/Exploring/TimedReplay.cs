using ActorVm.Cli.Kernel;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Reports;
using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>A run in virtual time made again from its schedule, judged as <c>run</c> judges it.</summary>
internal static class TimedReplay
{
    /// <summary>The moves of a schedule that was verified.</summary>
    public static IReadOnlyList<Move> Moves(ScheduleFile file) =>
        [.. file.Deliveries().Select(line => line.MoveIn(file.Start))];

    /// <summary>What the scenario says of the run up to the end of the schedule, or up to a step before it.</summary>
    public static RunReport Judge(ScheduleFile file, long until = long.MaxValue)
    {
        var moves = Moves(file);
        var isWhole = until >= moves.Count;
        using var run = Begin(file, new RunOptions { Seed = file.Seed, Steps = Math.Min(until, moves.Count), Without = file.Reader.Header }, moves, []);
        var report = run.Run();
        return isWhole
            ? Expectations.Check(report, file.Subject.Scenario!)
            : report with { Properties = [.. report.Properties.Where(property => property.Kind == "always")] };
    }

    public static ScenarioRun Begin(ScheduleFile file, RunOptions options, IReadOnlyList<Move> moves, IReadOnlyCollection<int> spared)
    {
        var run = new ScenarioRun(file.Subject.Scenario!, options);
        run.Chooser = new OutsideFirst(new RecordedOrder(moves, spared, run.Chooser));
        return run;
    }
}
