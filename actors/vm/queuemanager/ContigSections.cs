using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What the queue manager runs for threads in contigmalloc and contigfree.</summary>
/// <remarks>Kernel notes §9.</remarks>
internal sealed class ContigSections(QueueManagerSettings settings)
{
    /// <summary>Runs the thread to its next stop and tells it where it stands.</summary>
    public QueueManagerState Continue(QueueManagerState self, ContigWork work, ActorId thread, IOutbox outbox)
    {
        var memory = self.Memory;
        var contig = new ContigSettings(settings.Revision, settings.Passes, settings.IsFine, settings.SpinLimit, settings.ProtectsClaimed, thread);
        var pagesInUse = PagesInUse(memory);
        var (stop, stoppedAt) = RunWithReserve(memory, contig, ref work);
        TellEvicted(memory, pagesInUse - PagesInUse(memory));
        self = Answer(self, work, stop, stoppedAt, new Reply(settings, thread, outbox));
        return self with { Locks = self.Locks.Keep(KeptAt(stop), thread) };
    }

    // Without a reserve this is nothing but the text of the revision.
    private (Stop Stop, StoppedAt At) RunWithReserve(KernelMemory memory, in ContigSettings contig, ref ContigWork work)
    {
        if (work.At == ContigStep.Begin && settings.Reserve.IsForRestricted(memory, work) && settings.Reserve.TryTake(memory, ref work))
            return (Stop.Claimed, default);

        var (stop, at) = Run(memory, contig, ref work);
        return stop == Stop.Exhausted && settings.Reserve.TryTake(memory, ref work) ? (Stop.Claimed, at) : (stop, at);
    }

    // The text of this revision, and what it stopped at.
    private (Stop Stop, StoppedAt At) Run(KernelMemory memory, in ContigSettings contig, ref ContigWork work)
    {
        if (settings.Revision.IsMended)
        {
            var mended = new MendedContig(memory, contig);
            return (mended.Continue(ref work), new StoppedAt(mended.SleepsOn, mended.Put));
        }

        var launderer = new ContigLaunderer(memory, settings.Revision, contig.Thread);
        var stop = settings.Revision.SearchesFreeLists ? new PhysAllocContig(memory, contig, launderer).Continue(ref work)
            : work.Algorithm == ContigAlgorithm.Old
            ? new Contigmalloc1(memory, contig, launderer).Continue(ref work)
            : settings.Revision.GoesDownwards
                ? new PageAllocContigDownwards(memory, contig, launderer).Continue(ref work)
                : new PageAllocContig136(memory, contig, launderer).Continue(ref work);
        return (stop, new StoppedAt(launderer.SleepsOn, launderer.Put));
    }

    /// <summary>The pager has answered: its effects on the pages, then on with the thread.</summary>
    public QueueManagerState FinishWrite(QueueManagerState self, ContigPagesWritten message, ActorId thread, IOutbox outbox)
    {
        var written = message.Written;
        Pageout.Finish(self.Memory, written.Object, written.Pages, written.Outcomes, settings.VnodeRequeue);
        var work = message.Work;
        work.PagesLaundered += written.Pages.Length;
        TellEvicted(self.Memory, written.Pages.Count(page => self.Memory[page].Queue == PageQueue.Cache));
        return Continue(self, work, thread, outbox);
    }

    /// <summary>The vnode could not be had in time: the page counts as tried.</summary>
    public QueueManagerState SkipVnode(QueueManagerState self, ContigWork work, ActorId thread, IOutbox outbox)
    {
        work.Launder = work.Launder with { At = LaunderStep.Idle };
        return Continue(self, work, thread, outbox);
    }

    /// <summary>contigmalloc2 (or the end of contigmalloc1): into the kernel object, cleared if asked, wired.</summary>
    public QueueManagerState Map(QueueManagerState self, MapContig map, ActorId thread, IOutbox outbox)
    {
        var memory = self.Memory;
        var firstIsZero = memory[map.First].Has(PageFlags.Zero);
        var zeroed = 0;
        for (var page = map.First; page - map.First < map.Pages; page += 1)
        {
            memory.InsertInObject(page, memory.KernelObject, (int)(map.KernelAddress >> PageSize.Shift) + (page - map.First));

            // The new algorithm looks at the first page only, for all of them (H18).
            var isZero = map.Algorithm == ContigAlgorithm.New && !settings.Revision.IsLater ? firstIsZero : memory[page].Has(PageFlags.Zero);
            if (!map.Zero || isZero)
                continue;

            memory.Trace?.Happened(KernelEvent.Zero, page.Value);
            zeroed++;
        }

        for (var page = map.First; page - map.First < map.Pages; page += 1)
            memory.Wire(page);

        var reply = new Reply(settings, thread, outbox);
        self = reply.Send(self, new ContigMapped(memory.AddressOf(map.First)), settings.Costs.PageZeroed * zeroed);
        return self with { Locks = self.Locks.Keep(Locks.None, thread) };
    }

    /// <summary>The caller of vm_page_alloc_contig has its pages: nobody's, unwired, on no queue.</summary>
    public QueueManagerState Keep(QueueManagerState self, KeepContig keep, ActorId thread, IOutbox outbox)
    {
        self = new Reply(settings, thread, outbox).Send(self, new ContigMapped(self.Memory.AddressOf(keep.First)));
        return self with { Locks = self.Locks.Keep(Locks.None, thread) };
    }

    /// <summary>vm_page_release_contig.</summary>
    public QueueManagerState Release(QueueManagerState self, ReleaseContig release, ActorId thread, IOutbox outbox)
    {
        if (settings.Reserve.Contains(release.First))
        {
            for (var page = release.First; page - release.First < release.Pages; page += 1)
                LowMemoryReserve.PutBack(self.Memory, page);
        }
        else
        {
            ContigSearch.Release(self.Memory, release.First, release.First + release.Pages);
        }

        self = new Reply(settings, thread, outbox).Send(self, new ContigReleased());
        return self with { Locks = self.Locks.Keep(Locks.None, thread) };
    }

    /// <summary>contigmalloc1 without kernel addresses: the claimed pages stay nobody's for ever (H6).</summary>
    public static QueueManagerState Abandon(QueueManagerState self, ActorId thread) =>
        self with { Locks = self.Locks.Keep(Locks.None, thread) };

    /// <summary>contigfree: unwired, out of the kernel object, freed, in ascending order. The size is the caller's word (H19).</summary>
    public QueueManagerState Unmap(QueueManagerState self, UnmapContig unmap, ActorId thread, IOutbox outbox)
    {
        var memory = self.Memory;
        var offset = (int)(unmap.KernelAddress >> PageSize.Shift);
        PageIndex[] pages = [.. Enumerable.Range(offset, unmap.Pages).Select(at => memory.Lookup(memory.KernelObject, at)).Where(page => !page.IsNone)];
        foreach (var page in pages)
            memory.Unwire(page, activate: false);

        foreach (var page in pages)
            Free(memory, page);

        return new Reply(settings, thread, outbox).Send(self, new ContigUnmapped());
    }

    private void Free(KernelMemory memory, PageIndex page)
    {
        if (settings.Reserve.Contains(page))
            LowMemoryReserve.PutBack(memory, page);
        else
            memory.Free(page);
    }

    private static int PagesInUse(KernelMemory memory) => memory.Meter.ActiveCount + memory.Meter.InactiveCount;

    private static void TellEvicted(KernelMemory memory, int pages)
    {
        if (pages > 0)
            memory.Trace?.Happened(KernelEvent.Evict, pages);
    }

    // Giant is dropped by sleeping; the page-queue mutex is kept only before the free mutex, and by a thread that spins.
    private static Locks KeptAt(Stop stop) => stop switch
    {
        Stop.AtFreeMutex or Stop.Spins => Locks.Giant | Locks.PageQueues,
        Stop.Claimed => Locks.Giant,
        _ => Locks.None,
    };

    private static QueueManagerState Answer(QueueManagerState self, ContigWork work, Stop stop, StoppedAt at, Reply reply)
    {
        var revision = reply.Settings.Revision;
        switch (stop)
        {
            case Stop.AtFreeMutex:
                return reply.Send(self, new ContigAtFreeMutex(work));
            case Stop.SleepsOnPage:
                self.Memory.MarkWanted(at.SleepsOn);
                self = self with { PageSleepers = self.PageSleepers.Add(new PageSleeper(reply.Thread, at.SleepsOn)) };
                return reply.Send(self, new ContigSleepsOnPage(work, at.SleepsOn));
            case Stop.PutsPages:
                var put = at.Put!;
                var isVnode = self.Memory.Object(put.Object).Type == ObjectType.Vnode;
                return reply.Send(self, new ContigPutsPages(work, put, isVnode));
            case Stop.CleansObject:
                return reply.Send(self, new ContigCleansObject(work, work.Launder.Object, MayFail: revision.IsMended));
            case Stop.Cleaned:
                return reply.Send(self, new ContigCleaned(work, work.Launder.Object));
            case Stop.Spins:
                return reply.Send(self, new ContigSpins(work));
            case Stop.Claimed:
                return reply.Send(self, new ContigClaimed(work, new PageIndex((int)work.Start), work.Pages));
            default:
                return reply.Send(self, new ContigExhausted(work));
        }
    }

    /// <summary>What a thread that stopped waits for.</summary>
    private readonly record struct StoppedAt(PageIndex SleepsOn, PutPages? Put);
}
