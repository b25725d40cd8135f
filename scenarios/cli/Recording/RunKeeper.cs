using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Persistence;
using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>How a recorded run went: to its end, with a report, or until it was stopped.</summary>
internal sealed record Outcome(long Id, RunReport? Report, RunFacts Facts)
{
    /// <summary>Somebody outside wanted it to stop.</summary>
    public bool IsInterrupted { get; init; }
}

/// <summary>Runs scenarios with everything kept: begins them, and goes on with them in another process.</summary>
internal sealed class RunKeeper(Store store, Action<RunProgress>? progress)
{
    /// <summary>Stop after so many steps of this process, as if somebody had pressed Ctrl-C.</summary>
    public long StepsMax { get; init; } = long.MaxValue;

    /// <summary>Said to the user beside the result.</summary>
    public List<string> Remarks { get; } = [];

    public Outcome Begin(string? name, LoadedScenario scenario, IReadOnlyList<string> settings, RunOptions options, long snapshotEvery)
    {
        using var interruption = new Interruption();
        using var run = new ScenarioRun(scenario, options with { Progress = progress });
        var header = StoredScenario.Header(scenario, settings, options, run.World.Fingerprint.ToString());
        var lease = store.Create(name, header, Facts(header, snapshotEvery));
        var genesis = run.World.Fork();
        return GoOn(store.Find(lease.Id), lease, scenario, new Restored(run, genesis, new Chained(1, []), null), interruption);
    }

    /// <summary>Goes on where a run was stopped, or says again what it came to.</summary>
    public Outcome Resume(StoredRun row, RunOptions? until)
    {
        var header = store.HeaderOf(row);
        CheckEngine(row);
        var scenario = Scenario(row, header);
        var isOver = row.Facts.State == RunState.Done && until is null;
        if (isOver)
        {
            CheckJournal(row);
            return new Outcome(row.Id, Expectations.Check(Restore(row, header, scenario, new()).Run.Report(), scenario), row.Facts);
        }

        using var interruption = new Interruption();
        var lease = store.Take(row);
        return OrSayHow(row.Id, () =>
        {
            row = Prolonged(store.Find(row.Id), lease, until);
            CheckJournal(row);
            return Record(row, lease, scenario, Restore(row, header, scenario, new()), interruption);
        });
    }

    /// <summary>Drops what cannot be believed, or does not lead where it led any more, and goes on from there.</summary>
    public Outcome ResumeFromLastGood(StoredRun damaged)
    {
        using var interruption = new Interruption();
        var row = store.LastGood(damaged);
        var header = store.HeaderOf(row);
        var lease = store.Take(row);
        var scenario = Scenario(row, header);
        var isOther = row.Facts.Engine != Engine.Id && row.Facts.Last > 1;
        Restored? restored = null;
        while (restored is null)
        {
            try
            {
                restored = Restore(row, header, scenario, new() { FromTheStart = isOther, SequenceMax = row.Facts.Last });
            }
            catch (StoreException damage) when (damage.IsDamage && damage.Batch > 1 && damage.Batch <= row.Facts.Last)
            {
                Remarks.Add(damage.Message);
                row = store.LastGood(damaged, damage.Batch - 1);
            }
        }

        Remarks.Add($"run {row.Id}: goes on after batch {row.Facts.Last}, step {restored.Run.World.Steps}");
        store.Truncate(lease, row.Facts with { Engine = Engine.Id });
        if (isOther)
        {
            store.DropSnapshots(lease, [.. store.Snapshots(row).Select(snapshot => snapshot.Sequence).Where(sequence => sequence > 1)], facts => facts with { SnapshotBytes = 0 });
        }

        return GoOn(store.Find(row.Id), lease, scenario, restored with { Latest = isOther ? null : restored.Latest }, interruption);
    }

    /// <summary>The run as it was at the first boundary after so many steps; reads only.</summary>
    public (RunHeader Header, LoadedScenario Scenario, Restored Restored) At(StoredRun row, long? step)
    {
        var header = store.HeaderOf(row);
        CheckEngine(row);
        var scenario = Scenario(row, header);
        if (step > row.Facts.Steps)
        {
            throw new StoreException(store.PlaceOf(row), $"has {row.Facts.Steps} steps; there is no step {step}");
        }

        return (header, scenario, Restore(row, header, scenario, new() { StepsMax = step ?? row.Facts.Steps }));
    }

    /// <summary>A new run that begins with a past state of another.</summary>
    public StoredRun Fork(StoredRun row, long step, long? seed, IReadOnlyList<string> settings, string? name)
    {
        var (header, _, restored) = At(row, step);
        var path = StoredScenario.Load(header, row.PersistenceId).Path;
        string[] all = [.. header.Settings, .. settings];
        var scenario = ScenarioReader.Parse(path, header.Text, all);
        using var forked = new ScenarioRun(scenario, StoredScenario.Options(header, row.Facts) with { Seed = seed ?? header.Seed });
        if (settings.Count > 0 && forked.World.Fingerprint != restored.Genesis.Fingerprint)
        {
            throw new ScenarioException(new Place($"--set {string.Join(' ', settings)}"), "changes what is part of the state already (memory, who takes part, thresholds); a fork can change how it goes on: costs, passes, odds, what drivers ask for");
        }

        var genesis = forked.World.Fork();
        forked.Load(restored.Run.Save(restored.Genesis), genesis);
        forked.Generator = seed is { } other ? new SplitMix64((ulong)other) : forked.Generator;
        var state = forked.World.Fingerprint;
        var begun = header with { Settings = all, Seed = seed ?? header.Seed, Genesis = state.ToString(), Parent = row.PersistenceId, ParentSteps = forked.World.Steps };
        var payload = RunSnapshot.Pack(forked.Save(genesis));
        var facts = Facts(begun, row.Facts.SnapshotEvery) with { State = RunState.Stopped, Steps = forked.World.Steps, Time = (forked.World.Now - default(Messages.Tick)).Nanoseconds, StateHash = state.ToString() };
        var lease = store.Create(name, begun, facts, sequence => new RunSnapshot
        {
            Sequence = sequence,
            Base = 0,
            Depth = 1,
            Steps = begun.ParentSteps,
            State = state,
            Engine = Engine.Id,
            Packed = payload,
        });
        store.Release(lease);
        return store.Find(lease.Id);
    }

    internal static RunFacts Facts(RunHeader header, long snapshotEvery) => new()
    {
        Kind = header.Kind,
        Scenario = header.Scenario,
        Seed = header.Seed,
        Revision = header.Revision,
        Engine = Engine.Id,
        Until = header.Until,
        UntilSteps = header.UntilSteps,
        SnapshotEvery = snapshotEvery,
        StateHash = header.Genesis,
    };

    private Outcome GoOn(StoredRun row, Lease lease, LoadedScenario scenario, Restored restored, Interruption interruption) =>
        OrSayHow(row.Id, () => Record(row, lease, scenario, restored, interruption));

    // The store went away, or is full.
    private Outcome OrSayHow(long run, Func<Outcome> work)
    {
        try
        {
            return work();
        }
        catch (StoreException lost) when (!lost.IsDamage)
        {
            throw lost.AndThen($"Go on with: actorvm resume {run}{StoreOptions.Suffix(store)}");
        }
    }

    private Outcome Record(StoredRun row, Lease lease, LoadedScenario scenario, Restored restored, Interruption interruption)
    {
        using var recorder = new Recorder(store, lease, row.Facts);
        var recording = new RunRecording(restored, recorder, row.Facts.SnapshotEvery, StepsMax);
        if (!recording.Run(() => interruption.IsAsked))
        {
            var stopped = recorder.Finish();
            store.Update(lease, facts => facts with { State = RunState.Stopped });
            return new Outcome(row.Id, null, stopped) { IsInterrupted = interruption.IsAsked };
        }

        var report = Expectations.Check(restored.Run.Report(), scenario);
        var verdict = Scalars.WordOf(report.Verdict);
        if (row.Facts.State != RunState.Done || report.Steps != row.Facts.Steps)
        {
            recorder.Add(RunEnd.Manifest, Store.Encode(new RunEnd { Steps = report.Steps, Verdict = verdict, Report = JsonReport.Text(report) }), facts => facts with { State = RunState.Done, Verdict = verdict });
        }

        return new Outcome(row.Id, report, recorder.Finish());
    }

    private StoredRun Prolonged(StoredRun row, Lease lease, RunOptions? until)
    {
        if (until is not null)
        {
            store.Update(lease, facts => facts with { Until = until.Until?.Nanoseconds ?? 0, UntilSteps = until.Steps ?? 0 });
        }

        return store.Find(row.Id);
    }

    private Restored Restore(StoredRun row, RunHeader header, LoadedScenario scenario, RestoreOptions options)
    {
        var restorer = new Restorer(store, row, header, () => new ScenarioRun(scenario, StoredScenario.Options(header, row.Facts) with { Progress = progress }), options);
        var restored = restorer.Restore();
        Remarks.AddRange(restorer.Remarks);
        return restored;
    }

    internal LoadedScenario Scenario(StoredRun row, RunHeader header)
    {
        if (header.Kind != "run")
        {
            throw new StoreException(store.PlaceOf(row), header.Kind == Live.LiveKeeper.Kind
                ? $"was made on real threads: it is replayed, not gone on with: actorvm replay {row.Id} --store {store.Database.Argument}"
                : $"is no run but an exploration ({header.Kind})");
        }

        if (StoredScenario.Edited(header) is { } edited)
        {
            Remarks.Add($"run {row.Id}: {edited}");
        }

        return StoredScenario.Load(header, row.PersistenceId);
    }

    // Batches before the snapshot are not made again; that they are whole is known from their hashes alone.
    private void CheckJournal(StoredRun row)
    {
        foreach (var _ in store.Events(row, new Chained(0, [])))
        {
        }
    }

    internal void CheckEngine(StoredRun row)
    {
        if (row.Facts.Engine != Engine.Id && row.Facts.Last > 1)
        {
            throw new StoreException(
                store.PlaceOf(row),
                $"was recorded with engine {row.Facts.Engine}, this is {Engine.Id}. Use that one, or make its choices again from the first step and go on as far as they lead to the same states: actorvm resume {row.Id} --from-last-good");
        }
    }
}
