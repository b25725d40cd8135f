using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// The first half of vm_pageout_scan: takes INACTIVE from its head until the shortage is met. Referenced pages become
/// active again, clean ones go to CACHE, dirty ones round the queue once more, and at their second visit to the pager.
/// A marker keeps the place in the queue while the locks are dropped for that.
/// </summary>
/// <remarks>Kernel notes §5. A page-out counts as one page gained, however many pages its cluster has.</remarks>
internal sealed class InactiveScan(KernelMemory memory, DaemonSettings settings, ActorId thread)
{
    private const int ActAdvance = 3;
    private const int LaundersLaterPass = 10_000;

    private readonly ScanLocks locks = new(memory, settings.Profile, thread);
    private readonly PageIndex marker = memory.MarkerOf(0);

    /// <summary>What to tell the pager, after <see cref="DaemonStop.PutsPages"/>.</summary>
    public PutPages? Put { get; private set; }

    public void Begin(ref DaemonWork work)
    {
        work.Deficit = memory.TakeDeficit();
        work.PageShortage = memory.PagingTarget + work.Deficit;
        work.LaundersLeft = work.Pass > 0 ? LaundersLaterPass : Math.Max(1, settings.MaxLaunder);
        work.VnodesSkipped = 0;
        Restart(ref work);
    }

    /// <summary>Runs until the locks are dropped, or to the end.</summary>
    public DaemonStop Continue(ref DaemonWork work)
    {
        var stop = Resume(ref work);
        while (stop == DaemonStop.Done && !work.Next.IsNone && work.ScansLeft-- > 0 && work.PageShortage > 0)
            stop = Visit(ref work);

        return stop;
    }

    /// <summary>The page-out in hand is over, or goes on without us; so many of its pages are as good as written.</summary>
    public static void Written(ref DaemonWork work, int pages)
    {
        if (pages == 0)
            return;

        work.PageShortage--;
        work.LaundersLeft--;
    }

    private void Restart(ref DaemonWork work)
    {
        work.At = DaemonStep.Inactive;
        work.PagesLeftAlone = work.Deficit;
        work.ScansLeft = memory.Meter.InactiveCount;
        work.Next = memory.FirstOf(PageQueue.Inactive);
    }

    private DaemonStop Resume(ref DaemonWork work) => work.At switch
    {
        DaemonStep.Inactive when work.IsLockingObject => TakeLock(ref work, locks.Resume(ref work, PageQueue.Inactive)),
        DaemonStep.LockingVnode => WithVnode(ref work),
        DaemonStep.Writing => Leave(ref work),
        DaemonStep.UnlockingVnode => TakeMarkerAway(ref work),
        _ => DaemonStop.Done,
    };

    private DaemonStop Visit(ref DaemonWork work)
    {
        memory.CountScanned();
        var page = work.Page = work.Next;
        if (!memory.IsMarker(page) && memory[page].Queue != PageQueue.Inactive)
        {
            Restart(ref work);
            return DaemonStop.Done;
        }

        work.Next = memory.NextOf(page);
        if (memory.IsMarker(page))
            return DaemonStop.Done;

        if (memory[page].HoldCount == 0)
            return TakeLock(ref work, locks.Take(ref work));

        memory.Requeue(page);
        work.PagesLeftAlone++;
        return DaemonStop.Done;
    }

    // Busy pages stay in place: they are at the front of the queue, most likely on their way out.
    private DaemonStop TakeLock(ref DaemonWork work, ObjectLock taken)
    {
        if (taken == ObjectLock.Waits)
            return DaemonStop.WaitsForObject;

        if (taken == ObjectLock.Had && memory[work.Page] is { IsBusy: false, HoldCount: 0 })
            return Judge(ref work, work.Page);

        work.PagesLeftAlone++;
        return DaemonStop.Done;
    }

    private DaemonStop Judge(ref DaemonWork work, PageIndex page)
    {
        if (WasReferenced(page))
            return DaemonStop.Done;

        if (memory[page].Dirty != 0 || memory[page].IsModified)
            memory.MakeDirty(page);
        else if (memory[page].Has(PageFlags.Writeable))
            memory.PmapRemoveAll(page); // no other processor may dirty it before it is cached

        if (memory[page].Valid == 0)
        {
            memory.FreeByDaemon(page);
            work.PageShortage--;
        }
        else if (memory[page].Dirty == 0)
        {
            memory.Cache(page);
            work.PageShortage--;
        }
        else if (!memory[page].Has(PageFlags.WinAtCfls) && work.Pass == 0)
        {
            memory[page] = memory[page].With(PageFlags.WinAtCfls);
            memory.Requeue(page);
        }
        else if (work.LaundersLeft > 0)
        {
            return Launder(ref work, page);
        }

        return DaemonStop.Done;
    }

    // Pages of objects nobody uses are not spared for their references.
    private bool WasReferenced(PageIndex page)
    {
        if (memory.Object(memory.OwnerOf(page).Object).RefCount == 0)
        {
            memory.ClearReferenced(page);
            memory.TakeReferences(page);
            return false;
        }

        var isReferenced = memory[page].Has(PageFlags.Referenced);
        var references = memory.TakeReferences(page);
        if (!isReferenced && references == 0)
            return false;

        memory.ClearReferenced(page);
        memory.Activate(page);
        var gained = references + ActAdvance + (isReferenced ? 1 : 0);
        memory[page] = memory[page] with { ActCount = unchecked((byte)(memory[page].ActCount + gained)) };
        return true;
    }

    private DaemonStop Launder(ref DaemonWork work, PageIndex page)
    {
        var target = memory.Object(work.Object);
        if (target.IsDead || (target.IsSwapBacked && !settings.MaySwap(memory)))
        {
            memory.Requeue(page);
            return DaemonStop.Done;
        }

        memory.PlaceMarkerBehind(page, marker);
        if (target.Type != ObjectType.Vnode)
            return Clean(ref work);

        work.At = DaemonStep.LockingVnode;
        return DaemonStop.LocksVnode;
    }

    // Back from vget, which may have taken long: is it still the page we wanted to write?
    private DaemonStop WithVnode(ref DaemonWork work)
    {
        var page = work.Page;
        if (!work.HasVnode)
        {
            memory.CountLockMiss();
            return Skip(ref work);
        }

        if (memory[page].Queue != PageQueue.Inactive
            || memory.OwnerOf(page).Object != work.Object
            || memory.Object(work.Object).IsDead
            || memory.NextOf(page) != marker)
        {
            return Skip(ref work);
        }

        if (memory[page].IsBusy)
            return Leave(ref work);

        if (memory[page].HoldCount == 0)
            return Clean(ref work);

        memory.Requeue(page);
        return Skip(ref work);
    }

    private DaemonStop Skip(ref DaemonWork work)
    {
        if (memory.Object(work.Object).MightBeDirty)
            work.VnodesSkipped++;

        return Leave(ref work);
    }

    // vm_pageout_clean
    private DaemonStop Clean(ref DaemonWork work)
    {
        if (memory[work.Page].Has(PageFlags.Unmanaged))
            return Leave(ref work);

        if (work.HasVnode && settings.FileWritesNeedMemory && memory.DaemonMustWait())
            return DaemonStop.WaitsForMemory;

        var cluster = PageoutCluster.Around(memory, work.Page);
        var isSync = work.HasVnode && (!settings.StartsFileWrites || memory.Meter.FreeAndCache < memory.Thresholds.PageoutFreeMin);
        Put = Pageout.Begin(memory, cluster, isSync);
        work.At = DaemonStep.Writing;
        return DaemonStop.PutsPages;
    }

    private DaemonStop Leave(ref DaemonWork work)
    {
        if (!work.HasVnode)
            return TakeMarkerAway(ref work);

        work.HasVnode = false;
        work.At = DaemonStep.UnlockingVnode;
        return DaemonStop.UnlocksVnode;
    }

    private DaemonStop TakeMarkerAway(ref DaemonWork work)
    {
        work.At = DaemonStep.Inactive;
        work.Next = memory.NextOf(marker);
        memory.RemoveMarker(PageQueue.Inactive, marker);
        return DaemonStop.Done;
    }
}
