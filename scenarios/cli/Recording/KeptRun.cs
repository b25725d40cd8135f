using ActorVm.Cli.Binding;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Persistence;
using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>A scenario's run for whoever keeps it by other means than the store's own.</summary>
internal sealed class KeptRun : IKeptRun
{
    private readonly LoadedScenario scenario;
    private readonly ScenarioRun run;
    private readonly World genesis;
    private readonly ChoiceWriter written;
    private readonly ChoiceReader read = new();
    private readonly long snapshotEvery;
    private long from;

    public KeptRun(LoadedScenario scenario, Func<ScenarioRun> begin, long snapshotEvery)
    {
        (this.scenario, run) = (scenario, begin());
        genesis = run.World.Fork();
        written = new ChoiceWriter(run.Chooser);
        this.snapshotEvery = snapshotEvery > 0 ? snapshotEvery : long.MaxValue;
    }

    public long Steps => run.World.Steps;

    public Fingerprint Genesis => genesis.Fingerprint;

    public bool GoOn(long stepsMax)
    {
        var toSnapshot = snapshotEvery - (Steps % snapshotEvery);
        var stopAt = Math.Min(stepsMax, Math.Min(RunRecording.EndAfter(Steps), Steps + Math.Min(toSnapshot, long.MaxValue - Steps)));
        run.Chooser = written;
        while (Steps < stopAt && written.Length < RunRecording.BytesPerBatch)
        {
            if (!run.Advance())
                return false;
        }

        return true;
    }

    public ChoiceBatch TakeBatch()
    {
        var batch = RunBatches.Take(run, written, from);
        from = Steps;
        return batch;
    }

    public void Make(ChoiceBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        run.Chooser = read;
        RunBatches.Repeat(run, read, batch);
        from = Steps;
    }

    public RunSnapshot Save(long sequence) => new()
    {
        Sequence = sequence,
        Base = 0,
        Depth = 1,
        Steps = Steps,
        State = run.World.Fingerprint,
        Engine = Engine.Id,
        Packed = RunSnapshot.Pack(run.Save(genesis)),
    };

    public void Load(IEnumerable<RunSnapshot> chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var since = genesis;
        foreach (var snapshot in chain)
        {
            run.Load(snapshot.Unpack(), since);
            if (run.World.Fingerprint != snapshot.State)
                throw new InvalidDataException($"snapshot {snapshot.Sequence} is not the state it says");
            since = run.World.Fork();
        }

        from = Steps;
    }

    public RunEnd End()
    {
        var report = Report();
        return new RunEnd { Steps = report.Steps, Verdict = Scalars.WordOf(report.Verdict), Report = JsonReport.Text(report) };
    }

    public RunReport Report() => Expectations.Check(run.Report(), scenario);

    public void Dispose() => run.Dispose();
}
