using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What a thread in contigmalloc waits for; the kernel's wait message, where it has one.</summary>
public enum AllocatorWait : byte
{
    /// <summary>A call.</summary>
    Call,

    /// <summary>The queue manager runs its code, or it waits for locks there.</summary>
    Pages,

    /// <summary>"vpctw0": a busy page.</summary>
    BusyPage,

    /// <summary>"swwrt", or a file write.</summary>
    PageOut,

    /// <summary>The lock of the vnode whose object it launders.</summary>
    Vnode,

    /// <summary>Room in the kernel map.</summary>
    KernelMap,

    /// <summary>The pages entered into the kernel object.</summary>
    Mapping,

    /// <summary>The pages given back after the kernel map was full.</summary>
    Release,

    /// <summary>contigfree, mended: how much was allocated at the address.</summary>
    Measure,

    /// <summary>contigfree.</summary>
    Free,

    /// <summary>Nothing, ever: it spins in the kernel.</summary>
    Spinning,

    /// <summary>Nothing, ever: its kernel is down.</summary>
    Panicked,
}

/// <summary>One thread that calls contigmalloc and contigfree, and what it remembers between two messages.</summary>
public readonly record struct AllocatorState
{
    public AllocatorWait WaitingOn { get; init; }

    /// <summary><c>vm.old_contigmalloc</c> as this thread will read it at its next call.</summary>
    public bool OldContigmalloc { get; init; }

    public ActorId Client { get; init; }

    public AllocateContig? Call { get; init; }

    public FreeContig? Freeing { get; init; }

    public ContigWork Work { get; init; }

    public PageIndex First { get; init; }

    public long KernelAddress { get; init; }
}

/// <summary>
/// contigmalloc(9) as seen by the calling thread: its code on the page queues is run by the queue manager, step by step;
/// in between it sleeps on pages, pagers, vnodes and the kernel map. At the end kernel addresses, then the statistics.
/// </summary>
/// <remarks>
/// Kernel notes §9. M_NOWAIT and M_WAITOK are ignored (H23): it sleeps either way, and may return NULL either way.
/// Without kernel addresses the new algorithm releases its pages, the old one leaks them (H6). Failed calls are counted
/// too, and contigfree believes the size it is told (H19). Later revisions have one algorithm, heed M_NOWAIT, release,
/// and count what was allocated; mended, as much is freed.
/// </remarks>
public sealed class Allocator(AllocatorPeers peers, KernelRevision revision) : IBehaviour<AllocatorState>
{
    public AllocatorState Receive(AllocatorState self, in Envelope envelope, IOutbox outbox) =>
        (self.WaitingOn, envelope.Message) switch
        {
            (AllocatorWait.Call, AllocateContig m) => Begin(self, envelope.From, m, outbox),
            (AllocatorWait.Pages, ContigAtFreeMutex m) => Continue(self with { Work = m.Work }, outbox),
            (AllocatorWait.Pages, ContigSleepsOnPage m) => self with { WaitingOn = AllocatorWait.BusyPage, Work = m.Work },
            (AllocatorWait.BusyPage, PageWoken) => Continue(self, outbox),
            (AllocatorWait.Pages, ContigPutsPages m) => PutPages(self, m, outbox),
            (AllocatorWait.PageOut, PagesWritten m) => TakeWritten(self, m, outbox),
            (AllocatorWait.Pages, ContigCleansObject m) => LockVnode(self, m, outbox),
            (AllocatorWait.Vnode, VnodeLocked) => Continue(self, outbox),
            (AllocatorWait.Vnode, VnodeLockFailed) => SkipVnode(self, outbox),
            (AllocatorWait.Pages, ContigCleaned m) => UnlockVnode(self, m, outbox),
            (AllocatorWait.Pages, ContigSpins m) => Hang(self, m, outbox),
            (AllocatorWait.Pages, ContigExhausted m) => Refuse(self with { Work = m.Work }, outbox),
            (AllocatorWait.Pages, ContigClaimed m) when !self.Call!.IsMapped => Keep(self, m, outbox),
            (AllocatorWait.Pages, ContigClaimed m) => FindSpace(self, m, outbox),
            (AllocatorWait.KernelMap, SpaceFound m) => Map(self, m.KernelAddress, outbox),
            (AllocatorWait.KernelMap, NoSpace) when self.Work.Algorithm == ContigAlgorithm.Old => Leak(self, outbox),
            (AllocatorWait.KernelMap, NoSpace) => Release(self, outbox),
            (AllocatorWait.Release, ContigReleased) => Refuse(self, outbox),
            (AllocatorWait.Mapping, ContigMapped m) => Grant(self, m.PhysicalAddress, outbox),
            (AllocatorWait.Call, FreeContig { KernelAddress: 0 } m) => ReleaseUnmapped(self, envelope.From, m, outbox),
            (AllocatorWait.Call, FreeContig m) when revision.IsMended => Measure(self, envelope.From, m, outbox),
            (AllocatorWait.Call, FreeContig m) => Free(self, envelope.From, m, outbox),
            (AllocatorWait.Measure, SpaceMeasured m) => Free(self, self.Client, self.Freeing! with { Size = (long)m.Pages << PageSize.Shift }, outbox),
            (AllocatorWait.Free, ContigUnmapped) => Freed(self, outbox),
            (AllocatorWait.Free, ContigReleased) => Released(self, outbox),
            (_, SetOldContigmalloc m) => self with { OldContigmalloc = m.IsOld },
            (_, KernelPanicked m) => Crash(self, m, outbox),
            _ => throw new UnexpectedMessageException(nameof(Allocator), self.WaitingOn, envelope.Message),
        };

    private AllocatorState Begin(AllocatorState self, ActorId client, AllocateContig call, IOutbox outbox) =>
        Continue(
            self with
            {
                Client = client,
                Call = call,
                Work = new ContigWork
                {
                    Algorithm = self.OldContigmalloc && call.IsMapped && !revision.IsLater ? ContigAlgorithm.Old : ContigAlgorithm.New,
                    MustNotSleep = revision.IsLater && (call.Flags & MallocFlags.NoWait) != 0,
                    Pages = PageSize.PagesOf(call.Size),
                    Low = call.Low,
                    High = call.High,
                    Alignment = call.Alignment,
                    Boundary = call.Boundary,
                },
            },
            outbox);

    private AllocatorState Continue(AllocatorState self, IOutbox outbox)
    {
        outbox.Tell(peers.QueueManager, new ContinueContig(self.Work));
        return self with { WaitingOn = AllocatorWait.Pages, Work = default };
    }

    private AllocatorState PutPages(AllocatorState self, ContigPutsPages puts, IOutbox outbox)
    {
        outbox.Tell(puts.IsVnode ? peers.VnodePager : peers.SwapPager, puts.Put);
        return self with { WaitingOn = AllocatorWait.PageOut, Work = puts.Work };
    }

    private AllocatorState TakeWritten(AllocatorState self, PagesWritten written, IOutbox outbox)
    {
        outbox.Tell(peers.QueueManager, new ContigPagesWritten(self.Work, written));
        return self with { WaitingOn = AllocatorWait.Pages, Work = default };
    }

    private AllocatorState LockVnode(AllocatorState self, ContigCleansObject cleans, IOutbox outbox)
    {
        outbox.Tell(peers.VnodePager, new LockVnode(cleans.Object, cleans.MayFail, StartsWrite: revision.StartsFileWrites));
        return self with { WaitingOn = AllocatorWait.Vnode, Work = cleans.Work };
    }

    private AllocatorState SkipVnode(AllocatorState self, IOutbox outbox)
    {
        outbox.Tell(peers.QueueManager, new ContigVnodeBusy(self.Work));
        return self with { WaitingOn = AllocatorWait.Pages, Work = default };
    }

    private AllocatorState UnlockVnode(AllocatorState self, ContigCleaned cleaned, IOutbox outbox)
    {
        outbox.Tell(peers.VnodePager, new UnlockVnode(cleaned.Object));
        return Continue(self with { Work = cleaned.Work }, outbox);
    }

    private static AllocatorState Hang(AllocatorState self, ContigSpins spins, IOutbox outbox)
    {
        outbox.Tell(self.Client, new ContigHangs());
        return self with { WaitingOn = AllocatorWait.Spinning, Work = spins.Work };
    }

    private AllocatorState Refuse(AllocatorState self, IOutbox outbox)
    {
        if (self.Call!.IsMapped && !revision.IsLater)
            outbox.Tell(peers.MallocStatistics, new CountAllocated(self.Call.Type, 0));

        outbox.Tell(self.Client, new ContigRefused(self.Work.Pass, self.Work.PagesLaundered));
        return Idle(self);
    }

    private AllocatorState Keep(AllocatorState self, ContigClaimed claimed, IOutbox outbox)
    {
        outbox.Tell(peers.QueueManager, new KeepContig(claimed.First));
        return self with { WaitingOn = AllocatorWait.Mapping, Work = Finished(claimed.Work), First = claimed.First };
    }

    private AllocatorState FindSpace(AllocatorState self, ContigClaimed claimed, IOutbox outbox)
    {
        outbox.Tell(peers.KernelMap, new FindSpace(claimed.Pages));
        return self with { WaitingOn = AllocatorWait.KernelMap, Work = Finished(claimed.Work), First = claimed.First };
    }

    // The pass that succeeded is over as well.
    private static ContigWork Finished(ContigWork work) => work with { Pass = work.Pass + 1 };

    private AllocatorState Map(AllocatorState self, long kernelAddress, IOutbox outbox)
    {
        var zero = (self.Call!.Flags & MallocFlags.Zero) != 0;
        outbox.Tell(peers.QueueManager, new MapContig(self.First, self.Work.Pages, kernelAddress, zero, self.Work.Algorithm));
        return self with { WaitingOn = AllocatorWait.Mapping, KernelAddress = kernelAddress };
    }

    private AllocatorState Leak(AllocatorState self, IOutbox outbox)
    {
        outbox.Tell(peers.QueueManager, new AbandonContig(self.First, self.Work.Pages));
        return Refuse(self, outbox);
    }

    private AllocatorState Release(AllocatorState self, IOutbox outbox)
    {
        outbox.Tell(peers.QueueManager, new ReleaseContig(self.First, self.Work.Pages));
        return self with { WaitingOn = AllocatorWait.Release };
    }

    private AllocatorState Grant(AllocatorState self, long physicalAddress, IOutbox outbox)
    {
        var bytes = (long)self.Work.Pages << PageSize.Shift;
        if (self.Call!.IsMapped)
            outbox.Tell(peers.MallocStatistics, new CountAllocated(self.Call.Type, bytes));

        outbox.Tell(
            self.Client,
            new ContigGranted(
                self.First, self.Work.Pages, physicalAddress, self.KernelAddress, self.Work.Pass, self.Work.PagesLaundered));
        return Idle(self);
    }

    // The kernel map knows it better than the caller.
    private AllocatorState Measure(AllocatorState self, ActorId client, FreeContig free, IOutbox outbox)
    {
        outbox.Tell(peers.KernelMap, new MeasureSpace(free.KernelAddress));
        return self with { WaitingOn = AllocatorWait.Measure, Client = client, Freeing = free };
    }

    private AllocatorState Free(AllocatorState self, ActorId client, FreeContig free, IOutbox outbox)
    {
        outbox.Tell(peers.QueueManager, new UnmapContig(free.KernelAddress, PageSize.PagesOf(free.Size)));
        return self with { WaitingOn = AllocatorWait.Free, Client = client, Freeing = free };
    }

    private AllocatorState ReleaseUnmapped(AllocatorState self, ActorId client, FreeContig free, IOutbox outbox)
    {
        outbox.Tell(peers.QueueManager, new ReleaseContig(free.First, PageSize.PagesOf(free.Size)));
        return self with { WaitingOn = AllocatorWait.Free, Client = client, Freeing = free };
    }

    private static AllocatorState Released(AllocatorState self, IOutbox outbox)
    {
        outbox.Tell(self.Client, new ContigFreed());
        return Idle(self);
    }

    private AllocatorState Freed(AllocatorState self, IOutbox outbox)
    {
        var freed = self.Freeing!;
        var pages = PageSize.PagesOf(freed.Size);
        outbox.Tell(peers.KernelMap, new FreeSpace(freed.KernelAddress, pages));
        outbox.Tell(peers.MallocStatistics, new CountFreed(freed.Type, (long)pages << PageSize.Shift));
        outbox.Tell(self.Client, new ContigFreed());
        return Idle(self);
    }

    private static AllocatorState Crash(AllocatorState self, KernelPanicked panicked, IOutbox outbox)
    {
        outbox.Tell(self.Client, new ContigCrashed(panicked.Panic, panicked.IsPageFault));
        return self with { WaitingOn = AllocatorWait.Panicked };
    }

    // Nothing outlives the reply but the sysctl: idle threads are equal, so the explorer merges what they went through.
    private static AllocatorState Idle(AllocatorState self) => new() { OldContigmalloc = self.OldContigmalloc };
}

/// <summary>Whom a thread in contigmalloc talks to.</summary>
public sealed record AllocatorPeers(
    ActorId QueueManager, ActorId SwapPager, ActorId VnodePager, ActorId KernelMap, ActorId MallocStatistics);
