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

    public QueueManagerState Receive(QueueManagerState self, in Envelope envelope, IOutbox outbox)
    {
        if (self.Panic is not null)
            return self; // a panicked kernel does nothing more

        if (!self.Locks.MayTake(LocksFor(envelope.Message), envelope.From))
            return self with { Locks = self.Locks.Park(envelope) };

        self = Run(self, envelope, outbox);
        while (self.Panic is null && FindRunnable(self.Locks) is >= 0 and var index)
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
            case MapContig m: return contig.Map(self, m, envelope.From, outbox);
            case ReleaseContig m: return contig.Release(self, m, envelope.From, outbox);
            case AbandonContig: return ContigSections.Abandon(self, envelope.From);
            case UnmapContig m: return contig.Unmap(self, m, envelope.From, outbox);
            case BeginFileWrite m:
                Pageout.BeginFileWrite(self.Memory, m, settings.VnodeRequeue);
                outbox.Tell(envelope.From, new FileWriteBegun());
                return self;
            case SwapWriteDone m:
                Pageout.Finish(self.Memory, m.Object, m.Pages, m.Outcomes, requeue: false);
                return self;
            case Disturb m:
                Disturbances.Apply(self.Memory, m);
                return self;
            default:
                throw new UnexpectedMessageException(nameof(QueueManager), "kernel code to run", envelope.Message);
        }
    }

    private static Locks LocksFor(Message message) => message switch
    {
        ContinueContig or ContigPagesWritten => Locks.Giant | Locks.PageQueues,
        MapContig or ReleaseContig or UnmapContig => Locks.PageQueues,
        BeginFileWrite or SwapWriteDone => Locks.PageQueues,
        _ => Locks.None,
    };

    private static int FindRunnable(in LockTable locks)
    {
        for (var index = 0; index < locks.Waiting.Length; index++)
        {
            var waiting = locks.Waiting[index];
            if (locks.MayTake(LocksFor(waiting.Message), waiting.From))
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

        woken.Clear();
        return self;
    }
}
