using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>A thread asleep until a page is no longer busy.</summary>
public readonly record struct PageSleeper(ActorId Thread, PageIndex Page);

/// <summary>What the queue manager owns: memory, locks, and everybody who sleeps for either.</summary>
public readonly record struct QueueManagerState(KernelMemory Memory) : IForkable<QueueManagerState>
{
    public LockTable Locks { get; init; } = new();

    public ImmutableArray<PageSleeper> PageSleepers { get; init; } = [];

    /// <summary>Threads in vm_wait: woken first.</summary>
    public ImmutableArray<ActorId> MemoryWaiters { get; init; } = [];

    /// <summary>Threads in vm_waitpfault: woken after them.</summary>
    public ImmutableArray<ActorId> FaultWaiters { get; init; } = [];

    /// <summary>pagezero, while it sleeps until FREE needs clearing.</summary>
    public ActorId? ZeroSleeper { get; init; }

    /// <summary>The page daemon, while it waits for memory itself: "VMWait".</summary>
    public ActorId? WaitingDaemon { get; init; }

    /// <summary>The page daemon, while it sleeps in "psleep".</summary>
    public ActorId? SleepingDaemon { get; init; }

    /// <summary>Until when the code run last keeps the page-queue mutex: later code waits that long.</summary>
    public Tick BusyUntil { get; init; }

    /// <summary>Why the kernel stopped; null while it runs.</summary>
    public string? Panic { get; init; }

    public QueueManagerState Fork() => this with { Memory = Memory.Fork() };
}
