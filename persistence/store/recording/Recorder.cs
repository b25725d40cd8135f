using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActorVm.Persistence;

/// <summary>
/// Adds to a run's journal from a thread of its own, and keeps its lease. Whoever computes hands events over and goes on; he
/// waits only when the store is far behind. What was handed over since the last commit shares the next one.
/// </summary>
/// <remarks>When to commit is the clock's business and nobody else's: what is written down does not depend on it.</remarks>
public sealed class Recorder : IDisposable
{
    private const int EventsAhead = 32;

    private static readonly TimeSpan BetweenCommits = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenRenewals = Store.LeaseTime / 4;

    private readonly BlockingCollection<NewEvent> queue = new(EventsAhead);
    private readonly List<NewEvent> group = [];
    private readonly Stopwatch sinceCommit = Stopwatch.StartNew();
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
        queue.Add(new NewEvent(manifest, body, change, snapshot is null ? null : () => snapshot(number)));
    }

    /// <summary>Waits until all is kept.</summary>
    /// <exception cref="StoreException">It could not be.</exception>
    public RunFacts Finish()
    {
        queue.CompleteAdding();
        writer.Join();
        Check();
        return facts;
    }

    /// <summary>Nobody is left to hand anything over; the run is free for others.</summary>
    public void Dispose()
    {
        queue.CompleteAdding();
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
        queue.Dispose();
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
            while (!queue.IsCompleted)
                Take();
            Commit();
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

    private void Take()
    {
        var left = (group.Count > 0 ? BetweenCommits : BetweenRenewals) - sinceCommit.Elapsed;
        if (left <= TimeSpan.Zero)
            Commit();
        else if (queue.TryTake(out var next, left))
            group.Add(next);
    }

    private void Commit()
    {
        if (group.Count > 0)
            facts = store.Append(lease, facts, group);
        else if (!queue.IsAddingCompleted)
            store.Renew(lease);
        group.Clear();
        sinceCommit.Restart();
    }

    // Whoever waits for room must not wait for ever.
    private void Give(StoreException failed)
    {
        failure = failed;
        foreach (var _ in queue.GetConsumingEnumerable())
        {
        }
    }
}
