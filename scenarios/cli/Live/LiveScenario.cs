using System.Diagnostics;

using ActorVm.Actors;
using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Live;

/// <summary>
/// A scenario on real threads. What it does is written down; the report is made afterwards, by making the same run again in
/// the simulation under the eyes of all properties, so it says what <c>run</c> would say.
/// </summary>
internal sealed class LiveScenario(ILiveHost host, LoadedScenario scenario)
{
    private const int MillisecondsBetweenLooks = 5;
    private const int MillisecondsToDrain = 20;

    /// <summary>Clocks are kept in microseconds of 31 bits.</summary>
    private static readonly Duration LongestVirtual = Duration.FromSeconds(2_000);

    public LiveOutcome Run(LiveOptions options, TimeSpan? limit, RunOptions report)
    {
        if (scenario.File.Events.FirstOrDefault(happening => happening.At is null) is { } point)
            throw new ScenarioException(new Place(scenario.Path), $"the event '{point.Do}' happens at a point of contigmalloc, which real threads do not stop at; use 'actorvm run', or give the event a time with 'at:'");

        var record = Perform(options, limit);
        if (!options.Records)
            return new LiveOutcome(null, record, Agrees: true);

        using var run = new ScenarioRun(scenario, report, Pace.Recorded);
        var told = run.Follow(record.Deliveries);
        return new LiveOutcome(told, record, record.Failure is not null || told.StateHash == record.End.Fingerprint.ToString());
    }

    private LiveRecord Perform(LiveOptions options, TimeSpan? limit)
    {
        var watch = Stopwatch.StartNew();
        var until = default(Tick) + (scenario.File.Until.Nanoseconds < LongestVirtual.Nanoseconds ? scenario.File.Until : LongestVirtual);
        var world = ScenarioWorld.Create(scenario);
        using var run = host.Start(world, options);
        while (run.Now < until && (limit is null || watch.Elapsed < limit) && run.Failure is null && !IsDone(run, world))
            Thread.Sleep(MillisecondsBetweenLooks);

        // What was said together with the last answer is still heard.
        if (run.Failure is null)
            Thread.Sleep(MillisecondsToDrain);
        return run.Stop();
    }

    private bool IsDone(ILiveRun run, World world) =>
        run.StateOf<QueueManagerState>(world.IdOf(KernelCast.QueueManager)).Panic is not null
        || (scenario.File.Drivers.Count > 0 && ScenarioRun.AllThrough(scenario.File, name => run.StateOf<DriverState>(world.IdOf(name))));
}

/// <summary>What became of a live run.</summary>
/// <param name="Report">As <c>run</c> would tell it; null when nothing was written down.</param>
/// <param name="Agrees">Made again in the simulation it ended in the same state.</param>
internal sealed record LiveOutcome(RunReport? Report, LiveRecord Record, bool Agrees)
{
    public bool IsOk => Report!.Verdict == Verdict.Ok && Record.Failure is null;

    public double DeliveriesPerSecond => Record.DeliveryCount / Math.Max(Record.Took.TotalSeconds, 1e-6);

    /// <summary>Held against what the scenario expects.</summary>
    public LiveOutcome Checked(LoadedScenario scenario) => Report is null ? this : this with { Report = Expectations.Check(Report, scenario) };
}
