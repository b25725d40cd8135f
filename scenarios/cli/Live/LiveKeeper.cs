using ActorVm.Cli.Commands;
using ActorVm.Cli.Exploring;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Recording;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Persistence;

namespace ActorVm.Cli.Live;

/// <summary>Live runs in a store: in the table of runs from their first moment, and as a schedule once they are over.</summary>
internal sealed class LiveKeeper(Store store)
{
    public const string Kind = "live";

    /// <summary>Keeps what is performed, under a number and perhaps a name.</summary>
    /// <param name="perform">Makes the run and writes it to the file that the options name.</param>
    /// <param name="tell">The report as text and as JSON.</param>
    public (long Id, LiveOutcome Outcome) Keep(string? name, LoadedScenario scenario, RunOptions options, Func<RunOptions, LiveOutcome> perform, Func<LiveOutcome, bool, string> tell)
    {
        var header = StoredScenario.Header(scenario, scenario.Settings, options, ScenarioWorld.Create(scenario).Fingerprint.ToString()) with { Kind = Kind };
        var lease = store.Create(name, header, RunKeeper.Facts(header, snapshotEvery: 0));
        using var recorder = new Recorder(store, lease, store.Find(lease.Id).Facts);
        var file = options.Schedule ?? Path.GetTempFileName();
        var outcome = perform(options with { Schedule = file });
        KeepSchedule(recorder, File.ReadAllText(file), outcome.Report!);
        if (options.Schedule is null)
            File.Delete(file);
        KeepEnd(recorder, outcome, tell);
        recorder.Finish();
        return (lease.Id, outcome);
    }

    /// <summary>Writes a live run's schedule to a file, or to one of its own, for whoever reads schedules.</summary>
    /// <exception cref="StoreException">It is no live run, or one that was cut off.</exception>
    public string Unpack(StoredRun run, string? file)
    {
        var header = store.HeaderOf(run);
        if (header.Kind != Kind)
            throw new StoreException(store.PlaceOf(run), $"was not made on real threads; make its choices again with: actorvm show {run.Id}");
        var kept = store.Events(run, new Chained(0, [])).FirstOrDefault(each => each.Manifest == LiveSchedule.Manifest)
            ?? throw new StoreException(store.PlaceOf(run), "was cut off before its end; a live run is kept when it is over");

        var path = file ?? Path.Combine(Directory.CreateTempSubdirectory("actorvm-live").FullName, $"{run.Name ?? $"run-{run.Id}"}.schedule");
        var text = Store.Decode<LiveSchedule>(kept.Body).Text();
        File.WriteAllText(path, Recipe.Moved(text, StoredScenario.FileOf(header, run.PersistenceId), Path.GetDirectoryName(path) ?? ""));
        return path;
    }

    /// <summary>Says again what it came to.</summary>
    public RunEnd EndOf(StoredRun run) =>
        store.Events(run, new Chained(0, [])).FirstOrDefault(each => each.Manifest == RunEnd.Manifest) is { } end
            ? Store.Decode<RunEnd>(end.Body)
            : throw new StoreException(store.PlaceOf(run), "was cut off before its end; nothing on real threads can be gone on with. Make another: actorvm live");

    private static void KeepSchedule(Recorder recorder, string text, RunReport report)
    {
        var body = Store.Encode(LiveSchedule.Of(text));
        recorder.Add(LiveSchedule.Manifest, body, facts => facts with
        {
            Steps = report.Steps,
            Time = report.VirtualTime.Nanoseconds,
            StateHash = report.StateHash,
            ChoiceBytes = body.Length,
        });
    }

    private static void KeepEnd(Recorder recorder, LiveOutcome outcome, Func<LiveOutcome, bool, string> tell)
    {
        var verdict = outcome.IsOk ? "ok" : "failed";
        var end = new RunEnd { Steps = outcome.Report!.Steps, Verdict = verdict, Report = tell(outcome, true), Text = tell(outcome, false) };
        recorder.Add(RunEnd.Manifest, Store.Encode(end), facts => facts with { State = RunState.Done, Verdict = verdict });
    }
}
