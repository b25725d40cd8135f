using System.Collections.Concurrent;

namespace ActorVm.Persistence;

/// <summary>
/// Adds to a run's journal from a thread of its own, a transaction a batch, and keeps its lease. Whoever computes hands
/// batches over and goes on; he waits only when the store is some batches behind.
/// </summary>
public sealed class Recorder : IDisposable
{
    private const int BatchesAhead = 4;

    private static readonly TimeSpan BetweenRenewals = Store.LeaseTime / 4;

    private readonly BlockingCollection<Entry> entries = new(BatchesAhead);
    private readonly Store store;
    private readonly Lease lease;
    private readonly Thread writer;
    private RunFacts facts;
    private long sequence;
    private volatile StoreException? failure;

    public Recorder(Store store, Lease lease, RunFacts facts)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(facts);
        (this.lease, this.facts, sequence) = (lease, facts, facts.Last);
        this.store = store.Again();
        writer = new Thread(Write) { IsBackground = true, Name = "recorder" };
        writer.Start();
    }

    /// <summary>The number of the event that is handed over next.</summary>
    public long Next => sequence + 1;

    /// <summary>Hands an event over.</summary>
    /// <param name="change">What the table of runs says from then on.</param>
    /// <param name="snapshot">Made from the number of the event, on the writer's thread.</param>
    /// <exception cref="StoreException">An earlier one could not be kept.</exception>
    public void Add(string manifest, byte[] body, Func<RunFacts, RunFacts> change, Func<long, RunSnapshot>? snapshot = null)
    {
        Check();
        var number = ++sequence;
        entries.Add(new Entry(manifest, body, change, snapshot is null ? null : () => snapshot(number)));
    }

    /// <summary>Waits until all is kept.</summary>
    /// <exception cref="StoreException">It could not be.</exception>
    public RunFacts Finish()
    {
        entries.CompleteAdding();
        writer.Join();
        Check();
        return facts;
    }

    /// <summary>Nobody is left to hand anything over; the run is free for others.</summary>
    public void Dispose()
    {
        entries.CompleteAdding();
        writer.Join();
        try
        {
            if (failure is not { MayPass: true })
                store.Release(lease);
        }
        catch (StoreException)
        {
            // The lease runs out by itself.
        }

        store.Dispose();
        entries.Dispose();
    }

    /// <exception cref="StoreException">The store cannot keep what it is told.</exception>
    public void Check()
    {
        if (failure is { } failed)
            throw failed;
    }

    private void Write()
    {
        try
        {
            while (!entries.IsCompleted)
            {
                if (entries.TryTake(out var entry, BetweenRenewals))
                    facts = store.Append(lease, entry.Change(facts), entry.Manifest, entry.Body, entry.Snapshot?.Invoke());
                else if (!entries.IsAddingCompleted)
                    store.Renew(lease);
            }
        }
        catch (StoreException failed)
        {
            Give(failed);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            Give(new StoreException(store.Name, failed.Message, failed));
        }
    }

    // Whoever waits for room must not wait for ever.
    private void Give(StoreException failed)
    {
        failure = failed;
        foreach (var _ in entries.GetConsumingEnumerable())
        {
        }
    }

    private sealed record Entry(string Manifest, byte[] Body, Func<RunFacts, RunFacts> Change, Func<RunSnapshot>? Snapshot);
}
