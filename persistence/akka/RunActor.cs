using Akka.Actor;
using Akka.Persistence;

namespace ActorVm.Persistence;

/// <summary>
/// A simulated run as a persistent actor: its commands make steps, its events are the choices made in them. Akka.Persistence.Sql
/// keeps them in the tables of the store, in the bytes of the store, so either goes on with what the other wrote.
/// </summary>
/// <remarks>
/// Akka commits an event without asking for the lease. Who lost it is refused the row of the run behind it, and the event by
/// the next number being taken, whoever comes second. An event without a word in the row is taken in by whoever comes next.
/// </remarks>
internal sealed class RunActor(Store store, StoredRun row, Lease lease, IKeptRun run, long snapshot, long stepsMax, TaskCompletionSource<RunFacts> outcome) : UntypedPersistentActor
{
    private const int BatchesBetweenSnapshots = 8;

    private RunFacts facts = row.Facts;
    private Chained link = new(0, []);
    private long snapshotAt;
    private long stopAt;
    private int batches;
    private bool mustStop;

    public override string PersistenceId => row.PersistenceId;

    // A later snapshot cannot be believed.
    public override Recovery Recovery => new(snapshot > 0 ? new SnapshotSelectionCriteria(snapshot) : SnapshotSelectionCriteria.None);

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: KeptPayload payload } offer:
                Load(payload, offer.Metadata.SequenceNr);
                break;
            case KeptPayload payload:
                Again(payload);
                break;
            case RecoveryCompleted:
                (stopAt, snapshotAt) = (run.Steps + Math.Min(stepsMax, long.MaxValue - run.Steps), run.Steps);
                Note(facts);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case GoOn when mustStop || run.Steps >= stopAt:
                Try(() => CameTo(facts with { State = RunState.Stopped }));
                break;
            case GoOn:
                Try(Advance);
                break;
            case StopSoon:
                mustStop = true;
                break;
            case SaveSnapshotSuccess:
                break;
            case SaveSnapshotFailure failed:
                Give(failed.Cause, "a snapshot could not be kept");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => outcome.TrySetException(new StoreException(store.PlaceOf(row), "its actor ended without a word"));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Give(cause, $"batch {sequenceNr} could not be kept");

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Give(cause, $"batch {sequenceNr} could not be kept");

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Give(reason, "cannot be read");

    private void Load(KeptPayload payload, long sequence)
    {
        var chain = new Stack<RunSnapshot>();
        for (chain.Push(store.Open(row, sequence, payload.Bytes, out link)); chain.Peek().Base > 0;)
            chain.Push(store.Snapshot(row, chain.Peek().Base, out _));
        run.Load(chain);
    }

    private void Again(KeptPayload payload)
    {
        var happened = store.Open(row, link, LastSequenceNr, payload.Manifest, payload.Bytes);
        if (ChoiceBatch.IsRead(happened.Manifest))
            Make(happened);
        else if (happened.Manifest.StartsWith(ChoiceBatch.AnyManifest, StringComparison.Ordinal))
            throw store.OtherChoices(row, happened.Manifest);
        link = new Chained(happened.Sequence, happened.Hash);
        if (happened.Sequence > facts.Last)
            facts = Store.After(facts, happened);
    }

    private void Make(StoredEvent happened)
    {
        try
        {
            run.Make(ChoiceBatch.Of(happened));
        }
        catch (InvalidDataException wrong)
        {
            throw store.Damage(row, happened.Sequence, wrong.Message);
        }
    }

    private void Advance()
    {
        var (from, isOver) = (run.Steps, !run.GoOn(stopAt));
        if (run.Steps > from)
            Keep(ChoiceBatch.Manifest, run.TakeBatch().Encode(), isOver ? End : Next);
        else if (isOver)
            End();
        else
            Next();
    }

    private void Next()
    {
        PutAside();
        Self.Tell(GoOn.Now);
    }

    private void End()
    {
        var end = run.End();
        if (facts.State == RunState.Done && facts.Steps == end.Steps)
            CameTo(facts);
        else
            Keep(RunEnd.Manifest, Store.Encode(end), () => CameTo(facts));
    }

    private void Keep(string manifest, byte[] body, Action then)
    {
        var sequence = LastSequenceNr + 1;
        var kept = Store.Seal(row, link, sequence, manifest, body);
        Persist(new KeptPayload(manifest, kept.Bytes), _ => Try(() =>
        {
            link = new Chained(sequence, kept.Happened.Hash);
            var next = Store.After(facts, kept.Happened);
            Note(next.State == RunState.Done ? next : next with { State = RunState.Running });
            then();
        }));
    }

    private void PutAside()
    {
        var isDue = facts.SnapshotEvery > 0 ? run.Steps / facts.SnapshotEvery > snapshotAt / facts.SnapshotEvery : ++batches % BatchesBetweenSnapshots == 0;
        if (!isDue)
            return;
        snapshotAt = run.Steps;
        var bytes = Store.Seal(row, run.Save(LastSequenceNr), link);
        facts = facts with { SnapshotBytes = facts.SnapshotBytes + bytes.Length };
        SaveSnapshot(new KeptPayload(RunSnapshot.Manifest, bytes));
    }

    private void Note(RunFacts now)
    {
        facts = now;
        store.Update(lease, _ => now);
    }

    private void CameTo(RunFacts end)
    {
        Note(end);
        outcome.TrySetResult(end);
        Context.Stop(Self);
    }

    // A supervisor would start it anew, as if nothing had been.
    private void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException)
        {
            Give(wrong, "stopped");
        }
    }

    private void Give(Exception cause, string what)
    {
        outcome.TrySetException(cause as StoreException ?? new StoreException(store.PlaceOf(row), $"{what}: {cause.Message}", cause));
        Context.Stop(Self);
    }
}
