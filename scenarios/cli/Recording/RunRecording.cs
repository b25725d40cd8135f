using System.Diagnostics;

using ActorVm.Cli.Kernel;
using ActorVm.Persistence;
using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>
/// Runs, and keeps every choice in batches, and now and then the state. Recording changes nothing in the run.
/// </summary>
/// <remarks>
/// Where batches end depends on the steps alone: the same run is the same batches. A state that is put aside ends one as well,
/// and unless its steps are given, when that is depends on how long it takes to come there from the last.
/// </remarks>
internal sealed class RunRecording
{
    /// <summary>A batch is this part of the run so far, within limits.</summary>
    private const int BatchPart = 4;
    private const long StepsPerBatchMin = 1 << 14;
    private const long StepsPerBatchMax = 1 << 20;
    public const int BytesPerBatch = 1 << 17;
    private const int StepsBetweenLooks = 0xFF;

    /// <summary>The state is put aside after this time, so that any step is less than that away from a snapshot.</summary>
    private static readonly TimeSpan BetweenSnapshots = TimeSpan.FromMilliseconds(350);

    /// <summary>Where a state is small it is put aside more often: what is made again runs in code that is not compiled well yet.</summary>
    private static readonly TimeSpan BetweenSmallSnapshots = TimeSpan.FromMilliseconds(200);

    private const int SmallBytes = 1 << 14;

    /// <summary>Putting states aside takes at most this part of the time.</summary>
    private const int SnapshotShare = 50;

    private readonly ScenarioRun run;
    private readonly World genesis;
    private readonly Recorder recorder;
    private readonly ChoiceWriter choices;
    private readonly long snapshotEvery;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly long stopAt;
    private PutAside? latest;
    private long from;
    private long batchAt;
    private long lookAt;
    private long snapshotAt;
    private TimeSpan snapshotTimeAt;
    private bool isCold = true;
    private TimeSpan between = BetweenSnapshots;
    private TimeSpan lastCost;
    private TimeSpan workedAt = Environment.CpuUsage.TotalTime;

    public RunRecording(Restored restored, Recorder recorder, long snapshotEvery, long stepsMax)
    {
        (run, genesis, latest, this.recorder, this.snapshotEvery) = (restored.Run, restored.Genesis, restored.Latest, recorder, snapshotEvery);
        choices = new ChoiceWriter(run.Chooser);
        run.Chooser = choices;
        from = run.World.Steps;
        stopAt = from + Math.Min(stepsMax, long.MaxValue - from);
        snapshotAt = snapshotEvery > 0 ? from + snapshotEvery - from % snapshotEvery : long.MaxValue;
        snapshotTimeAt = BetweenSnapshots;
        NextBatch();
    }

    /// <summary>To the end, or until somebody wants to stop.</summary>
    /// <returns>False when it was stopped.</returns>
    public bool Run(Func<bool> mustStop)
    {
        while (run.Advance())
        {
            if ((run.World.Steps >= lookAt || (run.World.Steps & StepsBetweenLooks) == 0) && Look(mustStop))
            {
                return false;
            }
        }

        KeepBatch(withSnapshot: false);
        return true;
    }

    private bool Look(Func<bool> mustStop)
    {
        recorder.Check();
        var isSnapshotDue = run.World.Steps >= snapshotAt || (snapshotEvery == 0 && clock.Elapsed >= snapshotTimeAt && HasWorked());
        var stops = mustStop() || run.World.Steps >= stopAt;
        if (stops || isSnapshotDue || run.World.Steps >= batchAt || choices.Length >= BytesPerBatch)
        {
            // Whoever goes on with it has no choice to make again then.
            KeepBatch(withSnapshot: isSnapshotDue || stops);
        }

        return stops;
    }

    /// <summary>Where the batch ends that begins there. The size of batches changes at powers of two only, where batches of either size end.</summary>
    public static long EndAfter(long from)
    {
        var power = (long)(System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)from + 1) >> 1);
        var size = Math.Clamp(power / BatchPart, StepsPerBatchMin, StepsPerBatchMax);
        return (from / size + 1) * size;
    }

    private void NextBatch()
    {
        batchAt = EndAfter(from);
        lookAt = Math.Min(batchAt, Math.Min(snapshotAt, stopAt));
    }

    // Others may have had the processor meanwhile; what counts is how long the way from the last snapshot is.
    private bool HasWorked()
    {
        var worked = Environment.CpuUsage.TotalTime;
        if (worked - workedAt < between)
        {
            snapshotTimeAt = clock.Elapsed + between - (worked - workedAt);
            return false;
        }

        workedAt = worked;
        return true;
    }

    private void KeepBatch(bool withSnapshot)
    {
        if (run.World.Steps == from)
        {
            return;
        }

        var batch = RunBatches.Take(run, choices, from);
        from = batch.To;
        recorder.Add(ChoiceBatch.Manifest, batch.Encode(), facts => At(facts, batch), withSnapshot ? Snapshot(batch) : null);
        NextBatch();
    }

    // Bytes are made here and now, packed and hashed by the writer.
    private Func<long, RunSnapshot> Snapshot(ChoiceBatch batch)
    {
        var (start, worked) = (clock.Elapsed, Environment.CpuUsage.TotalTime);
        var based = latest is { MayBeBase: true } ? latest : null;
        var payload = run.Save(based?.World ?? genesis);

        // The batch before it is handed over right behind this.
        latest = PutAside.After(based, run.World.Fork(), recorder.Next, payload.Length);
        var depth = latest.Depth;
        snapshotAt = snapshotEvery > 0 ? snapshotAt + snapshotEvery * (1 + (run.World.Steps - snapshotAt) / snapshotEvery) : long.MaxValue;

        between = payload.Length <= SmallBytes ? BetweenSmallSnapshots : BetweenSnapshots;
        snapshotTimeAt = clock.Elapsed + TimeSpan.FromTicks(Math.Max(between.Ticks, Cost(start, worked).Ticks * SnapshotShare));
        return sequence => new RunSnapshot
        {
            Sequence = sequence,
            Base = based?.Sequence ?? 0,
            Depth = depth,
            Steps = batch.To,
            State = batch.State,
            Engine = batch.Engine,
            Packed = RunSnapshot.Pack(payload),
        };
    }

    // Others may have had the processor, or memory was collected: that is no reason to wait longer for the next one.
    private TimeSpan Cost(TimeSpan start, TimeSpan worked)
    {
        // The first takes longest, because its code is compiled meanwhile.
        TimeSpan[] costs = [clock.Elapsed - start, Environment.CpuUsage.TotalTime - worked, isCold ? TimeSpan.Zero : TimeSpan.MaxValue];
        var (before, now) = (lastCost, costs.Min());
        (lastCost, isCold) = (now, false);
        return before < now ? before : now;
    }

    private static RunFacts At(RunFacts facts, ChoiceBatch batch) => facts with
    {
        Steps = batch.To,
        Time = batch.Time,
        StateHash = batch.State.ToString(),
        Engine = batch.Engine,
        State = RunState.Running,
    };
}
