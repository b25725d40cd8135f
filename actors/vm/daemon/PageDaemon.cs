using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What the page daemon waits for; the kernel's wait message, where it has one.</summary>
public enum DaemonWait : byte
{
    /// <summary>The kernel to boot, or an order.</summary>
    Boot,

    /// <summary>The queue manager runs its code, or it waits for locks there.</summary>
    Pages,

    /// <summary>"psleep": that pages are needed, or its time.</summary>
    PagesNeeded,

    /// <summary>vget of the vnode whose page it writes.</summary>
    Vnode,

    /// <summary>"VMWait": a page for its own write.</summary>
    Memory,

    /// <summary>The pager; for swap only until the write has begun ("wswbuf1").</summary>
    PageOut,

    /// <summary>How much swap space is left.</summary>
    SwapSpace,

    /// <summary>That the biggest process is found and killed.</summary>
    Killing,

    /// <summary>Nothing, ever: its kernel is down.</summary>
    Panicked,
}

/// <summary>The page daemon between two messages.</summary>
public readonly record struct PageDaemonState
{
    public DaemonWait WaitingOn { get; init; }

    public DaemonWork Work { get; init; }

    /// <summary>The scan just over left memory below v_free_min; it decides who may be killed.</summary>
    public bool IsBelowMin { get; init; }

    /// <summary>The scan just over left less memory than aimed at.</summary>
    public bool IsShort { get; init; }

    /// <summary>Who ordered the pass under way; null: the main loop runs.</summary>
    public ActorId? Client { get; init; }
}

/// <summary>
/// The page daemon: sleeps until pages are needed, then scans, at first once, then again at once, then every half second,
/// until there are enough. Its code on the page queues is run by the queue manager, step by step; in between it sleeps,
/// locks vnodes, talks to pagers. When a scan was not enough it asks others: the syncer, the swapper of processes, and at
/// the end the process table to kill the biggest.
/// </summary>
/// <remarks>Kernel notes §4, §5.</remarks>
public sealed class PageDaemon(PageDaemonPeers peers) : IBehaviour<PageDaemonState>
{
    private const int SleepTimer = 0;

    /// <summary>LK_TIMELOCK: how long vget waits for a vnode that is locked.</summary>
    private static readonly Duration VgetPatience = Duration.FromMilliseconds(60);

    /// <summary>With less swap than this, and less memory than v_free_min, somebody must die.</summary>
    private const int SwapLeftMin = 64;

    public PageDaemonState Receive(PageDaemonState self, in Envelope envelope, IOutbox outbox) =>
        (self.WaitingOn, envelope.Message) switch
        {
            (DaemonWait.Boot, Start) => Continue(self, new DaemonWork(), outbox),
            (DaemonWait.Boot, RunDaemonPass m) => Order(self, m, envelope.From, outbox),
            (DaemonWait.Pages, DaemonSleeps m) => Sleep(self, m, outbox),
            (DaemonWait.PagesNeeded, DaemonWoken) => WakeUp(self, hasTimedOut: false, outbox),
            (DaemonWait.PagesNeeded, DaemonTimeout) => WakeUp(self, hasTimedOut: true, outbox),
            (DaemonWait.Pages, DaemonWoken) => self, // the timer was faster: it is up already
            (DaemonWait.Pages, DaemonBeginsScan m) => CallLowMemoryHandlers(self, m, outbox),
            (DaemonWait.Pages, DaemonWaitsForObject m) => Continue(self, m.Work, outbox),
            (DaemonWait.Pages, DaemonLocksVnode m) => LockVnode(self, m, outbox),
            (DaemonWait.Vnode, VnodeLocked) => Continue(self, self.Work with { HasVnode = true }, outbox),
            (DaemonWait.Vnode, VnodeLockFailed) => Continue(self, self.Work, outbox),
            (DaemonWait.Pages, DaemonWaitsForMemory m) => self with { WaitingOn = DaemonWait.Memory, Work = m.Work },
            (DaemonWait.Memory, MemoryAvailable) => Continue(self, self.Work, outbox),
            (DaemonWait.Pages, DaemonPutsPages m) => PutPages(self, m, outbox),
            (DaemonWait.PageOut, PagesWritten m) => TakeAnswer(self, new DaemonPagesWritten(self.Work, m), outbox),
            (DaemonWait.PageOut, PagesPending) => TakeAnswer(self, new DaemonPagesPending(self.Work), outbox),
            (DaemonWait.Pages, DaemonUnlocksVnode m) => UnlockVnode(self, m, outbox),
            (DaemonWait.Pages, DaemonScanned m) => AskOthers(self, m, outbox),
            (DaemonWait.SwapSpace, SwapSpaceLeft m) => JudgeMemory(self, m, outbox),
            (DaemonWait.Killing, ProcessKilled) => WakeMemorySleepers(self, outbox),
            (DaemonWait.Killing, NobodyToKill) => EndPass(self, outbox),
            (DaemonWait.Pages, DaemonCollected) => EndPass(self, outbox),
            (_, KernelPanicked) => self with { WaitingOn = DaemonWait.Panicked },
            _ => throw new UnexpectedMessageException(nameof(PageDaemon), self.WaitingOn, envelope.Message),
        };

    private PageDaemonState Continue(PageDaemonState self, DaemonWork work, IOutbox outbox) =>
        TakeAnswer(self, new ContinueDaemon(work), outbox);

    private PageDaemonState TakeAnswer(PageDaemonState self, Message answer, IOutbox outbox)
    {
        outbox.Tell(peers.QueueManager, answer);
        return new PageDaemonState { WaitingOn = DaemonWait.Pages, Client = self.Client };
    }

    private PageDaemonState Order(PageDaemonState self, RunDaemonPass order, ActorId client, IOutbox outbox)
    {
        var work = new DaemonWork { Pass = order.Pass, IsOrdered = true, At = DaemonStep.Scan };
        if (order.IsStatistics)
            work = work with { At = DaemonStep.Awake, IsIdle = true, HasTimedOut = true };

        return Continue(self with { Client = client }, work, outbox);
    }

    private static PageDaemonState Sleep(PageDaemonState self, DaemonSleeps sleeps, IOutbox outbox)
    {
        if (sleeps.AtMost != Duration.Zero)
            outbox.StartTimer(SleepTimer, new DaemonTimeout(), sleeps.AtMost);

        return self with { WaitingOn = DaemonWait.PagesNeeded, Work = sleeps.Work };
    }

    private PageDaemonState WakeUp(PageDaemonState self, bool hasTimedOut, IOutbox outbox)
    {
        outbox.CancelTimer(SleepTimer);
        return Continue(self, self.Work with { HasTimedOut = hasTimedOut }, outbox);
    }

    private PageDaemonState CallLowMemoryHandlers(PageDaemonState self, DaemonBeginsScan begins, IOutbox outbox)
    {
        foreach (var handler in peers.LowMemoryHandlers)
            outbox.Tell(handler, new MemoryIsLow());

        return Continue(self, begins.Work, outbox);
    }

    private PageDaemonState LockVnode(PageDaemonState self, DaemonLocksVnode locks, IOutbox outbox)
    {
        outbox.Tell(peers.VnodePager, new LockVnode(locks.Object, MayFail: true, VgetPatience, StartsWrite: true));
        return self with { WaitingOn = DaemonWait.Vnode, Work = locks.Work };
    }

    private PageDaemonState PutPages(PageDaemonState self, DaemonPutsPages puts, IOutbox outbox)
    {
        outbox.Tell(puts.IsVnode ? peers.VnodePager : peers.SwapPager, puts.Put);
        return self with { WaitingOn = DaemonWait.PageOut, Work = puts.Work };
    }

    private PageDaemonState UnlockVnode(PageDaemonState self, DaemonUnlocksVnode unlocks, IOutbox outbox)
    {
        outbox.Tell(peers.VnodePager, new UnlockVnode(unlocks.Object));
        return Continue(self, unlocks.Work, outbox);
    }

    private PageDaemonState AskOthers(PageDaemonState self, DaemonScanned scanned, IOutbox outbox)
    {
        if (scanned.WantsSyncer && peers.Syncer is { } syncer)
            outbox.Tell(syncer, new SpeedUpSyncer());

        if (scanned.WantsSwapOut && peers.Swapper is { } swapper)
            outbox.Tell(swapper, new SwapOutProcesses());

        self = self with { Work = scanned.Work, IsBelowMin = scanned.IsBelowMin, IsShort = scanned.IsShort };
        if (scanned.Work.Pass == 0 || peers.ProcessTable is null || (!self.IsBelowMin && !self.IsShort))
            return EndPass(self, outbox);

        outbox.Tell(peers.SwapMeter ?? peers.SwapPager, new AskSwapSpace());
        return self with { WaitingOn = DaemonWait.SwapSpace };
    }

    // Out of memory: short of memory with hardly any swap left, or swap full and still not where we aim at.
    private PageDaemonState JudgeMemory(PageDaemonState self, SwapSpaceLeft left, IOutbox outbox)
    {
        if (!(left.Pages < SwapLeftMin && self.IsBelowMin) && !(left.IsFull && self.IsShort))
            return EndPass(self, outbox);

        outbox.Tell(peers.ProcessTable!.Value, new KillBiggest(HasSwap: left.Pages != 0));
        return self with { WaitingOn = DaemonWait.Killing };
    }

    private PageDaemonState WakeMemorySleepers(PageDaemonState self, IOutbox outbox)
    {
        outbox.Tell(peers.QueueManager, new WakeMemorySleepers());
        return EndPass(self, outbox);
    }

    private PageDaemonState EndPass(PageDaemonState self, IOutbox outbox)
    {
        if (self.Client is not { } client)
            return Continue(self, self.Work, outbox);

        if (client != ActorId.Outside)
            outbox.Tell(client, new DaemonPassDone());

        return default;
    }
}

/// <summary>Whom the page daemon talks to.</summary>
public sealed record PageDaemonPeers(ActorId QueueManager, ActorId SwapPager, ActorId VnodePager)
{
    /// <summary>Who kills the biggest process; null: nobody is ever killed.</summary>
    public ActorId? ProcessTable { get; init; }

    /// <summary>Who writes files faster on request; null: nobody.</summary>
    public ActorId? Syncer { get; init; }

    /// <summary>The vmdaemon, which swaps out whole processes; null: there is none.</summary>
    public ActorId? Swapper { get; init; }

    /// <summary>Who knows how much swap space is left; null: the swap pager.</summary>
    public ActorId? SwapMeter { get; init; }

    /// <summary>Subscribers of the vm_lowmem event, in the order they are called.</summary>
    public ImmutableArray<ActorId> LowMemoryHandlers { get; init; } = [];
}
