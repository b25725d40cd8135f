using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Cli.Commands;

/// <summary>What exploring a model counted; null where that was not asked for.</summary>
/// <param name="Model">Its line.</param>
/// <param name="Traces">Runs of the optimal reduction: orders that some actor can tell apart.</param>
/// <param name="Runs">Runs made for them.</param>
/// <param name="Schedules">Orders of deliveries.</param>
/// <param name="States">Situations.</param>
/// <param name="Transitions">Deliveries out of them.</param>
/// <param name="Ends">Situations in which nothing is on its way.</param>
/// <param name="IsComplete">Nothing was left out.</param>
internal sealed record ModelCounts(
    string Model, long? Traces, long? Runs, long? Schedules, long? States, long? Transitions, long? Ends, bool IsComplete)
{
    /// <summary>Depth first is not asked for models with more schedules than this, unless by name.</summary>
    private const long SchedulesMost = 20_000_000;

    /// <summary>What a reduced search left out and kept; null when it was not to be reduced.</summary>
    public string? Reduction { get; init; }

    /// <param name="engine">dpor, source, states, dfs or all.</param>
    /// <param name="reduced">states leaves out what differs only in whose turn came first.</param>
    /// <param name="watch">Told how far it is, and asked whether to stop.</param>
    public static ModelCounts Of(World world, string model, string engine, bool reduced, ModelWatch? watch = null)
    {
        var isBig = model.StartsWith("contig-race", StringComparison.Ordinal) || model.StartsWith("twophase-tla", StringComparison.Ordinal);
        return Of(world, model, engine is "states" or "all", engine is "dpor" or "source" || (engine is "all" && !isBig), engine is "dfs" || (engine is "all" && !isBig), engine is "source" ? Simulation.Reduction.Source : Simulation.Reduction.Optimal, reduced, watch);
    }

    /// <summary>Counts what is known of the model.</summary>
    public static ModelCounts Of(World world, KnownAnswer known) =>
        Of(world, known.Model, states: true, dpor: known.Traces > 0, dfs: known.Schedules is > 0 and <= SchedulesMost);

    public bool Agrees(KnownAnswer known) =>
        IsComplete
        && IsSame(known.Traces, Traces)
        && IsSame(known.Traces, Runs)
        && IsSame(known.Schedules, Schedules)
        && IsSame(known.States, States)
        && IsSame(known.Transitions, Transitions)
        && IsSame(known.Ends, Ends);

    public IEnumerable<(string Name, long Count)> Named() =>
        new (string Name, long? Count)[]
        {
            ("traces", Traces), ("runs", Runs), ("schedules", Schedules), ("states", States), ("transitions", Transitions), ("ends", Ends),
        }
        .Where(pair => pair.Count is not null).Select(pair => (pair.Name, pair.Count!.Value));

    private static ModelCounts Of(World world, string model, bool states, bool dpor, bool dfs, Reduction runs = Simulation.Reduction.Optimal, bool reduced = false, ModelWatch? watch = null)
    {
        var visited = states ? Explore.States(world, new StateOptions { StopAtFirst = false, Reduce = reduced, Cores = Environment.ProcessorCount > 1 ? 2 : 1, Progress = watch is null ? null : watch.Tell, StopWhen = watch is null ? null : watch.MustStop }) : null;
        var traces = dpor ? Explore.Traces(world, new PathOptions { StopAtFirst = false, Reduction = runs, Progress = watch is null ? null : watch.Tell, StopWhen = watch is null ? null : watch.MustStop }) : null;
        var schedules = dfs ? Explore.Schedules(world, new PathOptions { StopAtFirst = false, CountTraces = false, Progress = watch is null ? null : watch.Tell, StopWhen = watch is null ? null : watch.MustStop }) : null;
        return new ModelCounts(
            model, traces?.Traces, traces?.Runs, schedules?.Runs, visited?.States, visited?.Transitions, visited?.Ends,
            (visited?.IsComplete ?? true) && (traces?.IsComplete ?? true) && (schedules?.IsComplete ?? true)) { Reduction = visited?.Reduction };
    }

    private static bool IsSame(long known, long? found) => known == 0 || found is null || known == found;
}
