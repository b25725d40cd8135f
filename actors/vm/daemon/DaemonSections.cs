using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What the queue manager runs for the page daemon.</summary>
/// <remarks>Kernel notes §4, §5.</remarks>
internal sealed class DaemonSections(QueueManagerSettings settings)
{
    /// <summary>Giant from the beginning of a scan on; the main loop needs the page queues only.</summary>
    public static Locks LocksFor(in DaemonWork work) =>
        work.At is DaemonStep.Loop or DaemonStep.Awake or DaemonStep.Statistics ? Locks.PageQueues : Locks.Giant | Locks.PageQueues;

    /// <summary>Runs the daemon to its next stop and tells it where it stands.</summary>
    public QueueManagerState Continue(QueueManagerState self, DaemonWork work, ActorId daemon, IOutbox outbox) =>
        Continue(self with { SleepingDaemon = null }, work, pagesWritten: 0, daemon, outbox);

    /// <summary>The swap pager writes on its own: as good as written.</summary>
    public QueueManagerState LeavePending(QueueManagerState self, DaemonWork work, ActorId daemon, IOutbox outbox) =>
        Continue(self, work, pagesWritten: 1, daemon, outbox);

    /// <summary>The pager has answered: its effects on the pages, then on with the scan.</summary>
    public QueueManagerState FinishWrite(QueueManagerState self, DaemonPagesWritten message, ActorId daemon, IOutbox outbox)
    {
        var written = message.Written;
        Pageout.Finish(self.Memory, written.Object, written.Pages, written.Outcomes, settings.VnodeRequeue && !written.InBuffers);
        return Continue(self, message.Work, written.Outcomes.Count(IsCounted), daemon, outbox);
    }

    /// <summary>Somebody was killed for memory: all who wait for it look again.</summary>
    public static QueueManagerState WakeMemorySleepers(QueueManagerState self)
    {
        self.Memory.Woken.WaitersForMemory = true;
        return self;
    }

    /// <summary>vmspace_resident_count of each process.</summary>
    public static QueueManagerState CountResident(QueueManagerState self, CountResident count, ActorId asking, IOutbox outbox)
    {
        var memory = self.Memory;
        var pages = count.Processes.Zip(count.Threads, (objects, thread) => IsOutOfReach(self, thread) ? -1 : objects.Sum(memory.CountMapped));
        outbox.Tell(asking, new ResidentCounted([.. pages]));
        return self;
    }

    // On a mutex, or in the middle of vmspace_free: its map is locked while it sleeps in "objtrm".
    private static bool IsOutOfReach(QueueManagerState self, ActorId thread) =>
        self.Locks.Waiting.Any(envelope => envelope.From == thread)
        || self.PageSleepers.Any(sleeper => sleeper.Thread == thread
            && self.Memory.OwnerOf(sleeper.Page) is { IsNone: false } owner && self.Memory.Object(owner.Object).IsDead);

    /// <summary>Tells the daemon that it was woken, if it sleeps at all; else its work flag is enough.</summary>
    public static QueueManagerState Wake(QueueManagerState self, IOutbox outbox)
    {
        if (self.Memory.Woken.Daemon && self.SleepingDaemon is { } sleeping)
        {
            outbox.Tell(sleeping, new DaemonWoken());
            self = self with { SleepingDaemon = null };
        }

        if (self.Memory.Woken.DaemonWaitingForPages && self.WaitingDaemon is { } waiting)
        {
            outbox.Tell(waiting, new MemoryAvailable());
            self = self with { WaitingDaemon = null };
        }

        return self;
    }

    private QueueManagerState Continue(QueueManagerState self, DaemonWork work, int pagesWritten, ActorId daemon, IOutbox outbox)
    {
        var scan = new PageoutScan(self.Memory, settings.Daemon, daemon);
        PageoutScan.Written(ref work, pagesWritten);
        var stop = scan.Continue(ref work);
        self = self with { Locks = self.Locks.Keep(KeptAt(stop, scan.Put), daemon) };
        return Answer(self, work, stop, scan, new Reply(settings, daemon, outbox));
    }

    // An asynchronous swap write does not sleep, so Giant stays; the swap pager says when it must sleep after all.
    private static Locks KeptAt(DaemonStop stop, PutPages? put) => stop switch
    {
        DaemonStop.WaitsForObject => Locks.Giant,
        DaemonStop.PutsPages when !put!.IsSync => Locks.Giant,
        _ => Locks.None,
    };

    private static bool IsCounted(PageOutStatus outcome) =>
        outcome is not (PageOutStatus.Bad or PageOutStatus.Fail or PageOutStatus.Again or PageOutStatus.NoSpace);

    private QueueManagerState Answer(QueueManagerState self, DaemonWork work, DaemonStop stop, PageoutScan scan, Reply reply)
    {
        switch (stop)
        {
            case DaemonStop.Sleeps:
                return reply.Send(self with { SleepingDaemon = reply.Thread }, new DaemonSleeps(work, scan.AtMost));
            case DaemonStop.BeginsScan:
                return reply.Send(self, new DaemonBeginsScan(work));
            case DaemonStop.WaitsForObject:
                return reply.Send(self, new DaemonWaitsForObject(work));
            case DaemonStop.LocksVnode:
                return reply.Send(self, new DaemonLocksVnode(work, work.Object));
            case DaemonStop.WaitsForMemory:
                return reply.Send(self with { WaitingDaemon = reply.Thread }, new DaemonWaitsForMemory(work));
            case DaemonStop.PutsPages:
                var isVnode = self.Memory.Object(scan.Put!.Object).Type == ObjectType.Vnode;
                return reply.Send(self, new DaemonPutsPages(work, scan.Put, isVnode));
            case DaemonStop.UnlocksVnode:
                return reply.Send(self, new DaemonUnlocksVnode(work, work.Object));
            case DaemonStop.Collected:
                return reply.Send(self, new DaemonCollected());
            default:
                return reply.Send(self, Summary(self.Memory, work));
        }
    }

    private DaemonScanned Summary(KernelMemory memory, in DaemonWork work)
    {
        var isShort = memory.PagingTarget > 0;
        return new DaemonScanned(
            new DaemonWork { At = DaemonStep.Loop, Pass = work.Pass, IsOrdered = work.IsOrdered },
            WantsSyncer: isShort && work.VnodesSkipped != 0 && memory.IsBelowMin,
            WantsSwapOut: isShort && settings.Daemon.SwapEnabled && memory.IsBelowTarget,
            isShort,
            memory.IsBelowMin);
    }
}
