using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>The locks that threads hold from one step to the next, and who waits for them.</summary>
/// <remarks>
/// Kernel notes §9.6, §11. Within a step a lock is taken and dropped unseen. Giant stays with a thread until it sleeps;
/// the page-queue mutex only while it stands before the free mutex, or spins.
/// </remarks>
public readonly record struct LockTable
{
    public LockTable()
    {
    }

    public ActorId? Giant { get; init; }

    public ActorId? PageQueues { get; init; }

    /// <summary>Messages whose thread waits for a lock, in the order they came.</summary>
    public ImmutableArray<Envelope> Waiting { get; init; } = [];

    /// <summary>May this thread take these locks now?</summary>
    public bool MayTake(Locks wanted, ActorId thread) =>
        ((wanted & Locks.Giant) == 0 || Giant is null || Giant == thread)
        && ((wanted & Locks.PageQueues) == 0 || PageQueues is null || PageQueues == thread);

    /// <summary>The thread keeps exactly these locks beyond the step; those of others stay.</summary>
    public LockTable Keep(Locks kept, ActorId thread) => this with
    {
        Giant = (kept & Locks.Giant) != 0 ? thread : Giant == thread ? null : Giant,
        PageQueues = (kept & Locks.PageQueues) != 0 ? thread : PageQueues == thread ? null : PageQueues,
    };

    public LockTable Park(in Envelope envelope) => this with { Waiting = Waiting.Add(envelope) };

    public LockTable Unpark(int index) => this with { Waiting = Waiting.RemoveAt(index) };
}

/// <summary>Locks a piece of kernel code needs from its first instruction on.</summary>
[Flags]
public enum Locks : byte
{
    None = 0,
    Giant = 1,

    /// <summary>The page-queue mutex.</summary>
    PageQueues = 2,
}
