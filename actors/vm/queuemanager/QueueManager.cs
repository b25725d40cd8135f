using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// Owns the page table and all page queues, and runs the kernel code of every thread on them: one step from where the
/// thread takes the page-queue mutex to where it drops it or sleeps. A thread whose locks are held waits its turn here.
/// </summary>
/// <remarks>Kernel notes §9.6: where one step ends and the next begins.</remarks>
public sealed class QueueManager(QueueManagerSettings settings) : IBehaviour<QueueManagerState>
{
    private readonly ContigSections contig = new(settings);
    private readonly FaultSections faults = new(settings);
    private readonly DaemonSections daemon = new(settings);

    public QueueManagerState Receive(QueueManagerState self, in Envelope envelope, IOutbox outbox)
    {
        if (self.Panic is not null)
            return self; // a panicked kernel does nothing more

        if (!MayRun(self, envelope))
            return self with { Locks = self.Locks.Park(envelope) };

        self = Run(self, envelope, outbox);
        while (self.Panic is null && FindRunnable(self) is >= 0 and var index)
        {
            var parked = self.Locks.Waiting[index];
            self = Run(self with { Locks = self.Locks.Unpark(index) }, parked, outbox);
        }

        return self;
    }

    private QueueManagerState Run(QueueManagerState self, in Envelope envelope, IOutbox outbox)
    {
        try
        {
            self.Memory.Examined = 0;
            return Wake(Dispatch(self, envelope, outbox), outbox);
        }
        catch (KernelPanicException panic)
        {
            outbox.Tell(envelope.From, new KernelPanicked(panic.Message, panic.IsPageFault));
            return self with { Panic = panic.Message };
        }
    }

    private QueueManagerState Dispatch(QueueManagerState self, in Envelope envelope, IOutbox outbox)
    {
        switch (envelope.Message)
        {
            case ContinueContig m: return contig.Continue(self, m.Work, envelope.From, outbox);
            case ContigPagesWritten m: return contig.FinishWrite(self, m, envelope.From, outbox);
            case ContigVnodeBusy m: return contig.SkipVnode(self, m.Work, envelope.From, outbox);
            case MapContig m: return contig.Map(self, m, envelope.From, outbox);
            case KeepContig m: return contig.Keep(self, m, envelope.From, outbox);
            case ReleaseContig m: return contig.Release(self, m, envelope.From, outbox);
            case AbandonContig: return ContigSections.Abandon(self, envelope.From);
            case UnmapContig m: return contig.Unmap(self, m, envelope.From, outbox);
            case ContinueDaemon m: return daemon.Continue(self, m.Work, envelope.From, outbox);
            case DaemonPagesPending m: return daemon.LeavePending(self, m.Work, envelope.From, outbox);
            case DaemonPagesWritten m: return daemon.FinishWrite(self, m, envelope.From, outbox);
            case WakeMemorySleepers: return DaemonSections.WakeMemorySleepers(self);
            case CountResident m: return DaemonSections.CountResident(self, m, envelope.From, outbox);
            case SleepsForBuffer m: return self with { Locks = self.Locks.Keep(Locks.None, m.Thread) };
            case BeginFileWrite m:
                Pageout.BeginFileWrite(self.Memory, m, settings.VnodeRequeue);
                outbox.Tell(envelope.From, new FileWriteBegun());
                return self;
            case SwapWriteDone m:
                Pageout.Finish(self.Memory, m.Object, m.Pages, m.Outcomes, requeue: false);
                return self;
            case TouchPages m: return faults.Touch(self, envelope, m, outbox);
            case LockObject m: return FaultSections.Lock(self, m.Object, envelope.From, outbox);
            case UnlockObject m: return FaultSections.Unlock(self, m.Object);
            case DeallocateObject m: return faults.Deallocate(self, m.Object, envelope.From, outbox);
            case FindUnzeroed m: return FreeSections.FindUnzeroed(self, m.Colour, envelope.From, outbox);
            case PageIsZero m: return FreeSections.PutZeroed(self, m.Page, envelope.From, outbox);
            case AllocateAtInterrupt m: return FreeSections.AllocateAtInterrupt(self, m, envelope.From, outbox);
            case FreeInterruptPage m: return FreeSections.FreeInterruptPage(self, m, envelope.From, outbox);
            case SetThreshold m: return Tuning.Set(self, m);
            case MissTrylocks m: return Tuning.MissTrylocks(self, m);
            case FileWriteDone m:
                Pageout.ReleaseBuffers(self.Memory, m, settings.VnodeRequeue);
                return self;
            case Disturb m:
                Disturbances.Apply(self.Memory, m);
                return self;
            default:
                throw new UnexpectedMessageException(nameof(QueueManager), "kernel code to run", envelope.Message);
        }
    }

    /// <summary>The locks that the code for a message takes first. Touches need none, until a fault comes to where it does.</summary>
    internal static Locks LocksFor(Message message) => message switch
    {
        ContinueContig or ContigPagesWritten or ContigVnodeBusy => Locks.Giant | Locks.PageQueues,
        MapContig or ReleaseContig or UnmapContig => Locks.PageQueues,
        TouchPages { Work.NeedsPageQueues: true } => Locks.PageQueues,
        DeallocateObject or FreeInterruptPage => Locks.PageQueues,
        ContinueDaemon m => DaemonSections.LocksFor(m.Work),
        DaemonPagesPending or DaemonPagesWritten => Locks.Giant | Locks.PageQueues,
        BeginFileWrite or SwapWriteDone or FileWriteDone => Locks.PageQueues,
        _ => Locks.None,
    };

    /// <summary>The object whose lock the code for a message waits for; contigmalloc and, at first, the page daemon only try.</summary>
    internal static ObjectId ObjectLockFor(Message message) => message switch
    {
        TouchPages { Work: { NeedsObject: true, Object: var faulted } } => faulted,
        LockObject m => m.Object,
        DeallocateObject m => m.Object,
        ContinueDaemon { Work: { IsLockingObject: true, Object: var scanned } } => scanned,
        _ => ObjectId.None,
    };

    private static bool MayRun(in QueueManagerState self, in Envelope envelope) =>
        self.Locks.MayTake(LocksFor(envelope.Message), envelope.From)
        && (ObjectLockFor(envelope.Message) is not { IsNone: false } needed || !self.Memory.IsLockedByOther(needed, envelope.From));

    private static int FindRunnable(in QueueManagerState self)
    {
        for (var index = 0; index < self.Locks.Waiting.Length; index++)
        {
            if (MayRun(self, self.Locks.Waiting[index]))
                return index;
        }

        return -1;
    }

    // Tells everybody whom the kernel code woke: sleepers on pages, then vm_wait before vm_waitpfault, then the daemon.
    private static QueueManagerState Wake(QueueManagerState self, IOutbox outbox)
    {
        var woken = self.Memory.Woken;
        foreach (var page in woken.Pages)
        {
            foreach (var sleeper in self.PageSleepers.Where(sleeper => sleeper.Page == page))
                outbox.Tell(sleeper.Thread, new PageWoken(page));

            self = self with { PageSleepers = [.. self.PageSleepers.Where(sleeper => sleeper.Page != page)] };
        }

        if (woken.WaitersForMemory)
        {
            foreach (var thread in self.MemoryWaiters.Concat(self.FaultWaiters))
                outbox.Tell(thread, new MemoryAvailable());

            self = self with { MemoryWaiters = [], FaultWaiters = [] };
        }

        self = DaemonSections.Wake(self, outbox);

        woken.Clear();
        return FreeSections.WakePageZero(self, outbox);
    }
}
