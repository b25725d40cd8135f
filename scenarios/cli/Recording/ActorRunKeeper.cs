using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Scenarios;
using ActorVm.Persistence;

namespace ActorVm.Cli.Recording;

/// <summary>Runs that are kept by somebody else than the store itself: persistent actors under Akka.NET, in the same tables.</summary>
internal sealed class ActorRunKeeper(Store store, IRunKeeping keeping, Action<RunProgress>? progress)
{
    private readonly RunKeeper keeper = new(store, progress);

    /// <summary>Stop after so many steps of this process, as if somebody had pressed Ctrl-C.</summary>
    public long StepsMax { get; init; } = long.MaxValue;

    /// <inheritdoc cref="RunKeeper.Remarks"/>
    public List<string> Remarks => keeper.Remarks;

    /// <remarks>The row of a run and its first event are one transaction, so the store makes them.</remarks>
    public Outcome Begin(string? name, LoadedScenario scenario, IReadOnlyList<string> settings, RunOptions options, long snapshotEvery)
    {
        using var run = new KeptRun(scenario, () => new ScenarioRun(scenario, options with { Progress = progress }), snapshotEvery);
        var header = StoredScenario.Header(scenario, settings, options, run.Genesis.ToString());
        var lease = store.Create(name, header, RunKeeper.Facts(header, snapshotEvery));
        return GoOn(store.Find(lease.Id), lease, run);
    }

    public Outcome Resume(StoredRun row)
    {
        ArgumentNullException.ThrowIfNull(row);
        keeper.CheckEngine(row);
        var header = store.HeaderOf(row);
        var scenario = keeper.Scenario(row, header);
        var lease = store.Take(row);
        row = store.Find(row.Id);
        using var run = new KeptRun(scenario, () => new ScenarioRun(scenario, StoredScenario.Options(header, row.Facts) with { Progress = progress }), row.Facts.SnapshotEvery);
        return GoOn(row, lease, run);
    }

    private Outcome GoOn(StoredRun row, Lease lease, KeptRun run)
    {
        using var interruption = new Interruption();
        try
        {
            var snapshot = store.LatestSound(row, damage => Remarks.Add($"{damage.Message}; an earlier one is used"));
            var facts = keeping.GoOn(store, row, lease, run, snapshot, StepsMax, () => interruption.IsAsked);
            return new Outcome(row.Id, facts.State == RunState.Done ? run.Report() : null, facts) { IsInterrupted = interruption.IsAsked };
        }
        finally
        {
            store.Release(lease);
        }
    }
}
