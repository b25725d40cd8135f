using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// The second half of vm_pageout_scan: takes ACTIVE from its head until enough pages have become inactive. Pages used
/// since the last visit gain activity and go to the tail; the others lose some, and when it is used up, they go.
/// </summary>
/// <remarks>Kernel notes §5.</remarks>
internal sealed class ActiveScan(KernelMemory memory, DaemonSettings settings, ActorId thread)
{
    private readonly ScanLocks locks = new(memory, settings.Profile, thread);

    public void Begin(ref DaemonWork work)
    {
        var meter = memory.Meter;
        work.At = DaemonStep.Active;
        work.PageShortage = memory.PagingTarget + memory.Thresholds.InactiveTarget - meter.InactiveCount + work.PagesLeftAlone;
        work.ScansLeft = meter.ActiveCount;
        work.Next = memory.FirstOf(PageQueue.Active);
    }

    /// <summary>Runs until the locks are dropped, or to the end.</summary>
    public DaemonStop Continue(ref DaemonWork work)
    {
        var stop = work.IsLockingObject ? TakeLock(ref work, locks.Resume(ref work, PageQueue.Active)) : DaemonStop.Done;
        while (stop == DaemonStop.Done && !work.Next.IsNone && work.ScansLeft-- > 0 && work.PageShortage > 0)
        {
            work.Page = work.Next;
            work.Next = memory.NextOf(work.Page);
            if (!memory.IsMarker(work.Page))
                stop = TakeLock(ref work, locks.Take(ref work));
        }

        return stop;
    }

    private DaemonStop TakeLock(ref DaemonWork work, ObjectLock taken)
    {
        if (taken == ObjectLock.Waits)
            return DaemonStop.WaitsForObject;

        if (taken == ObjectLock.Missed)
            return DaemonStop.Done;

        if (memory[work.Page].IsBusy || memory[work.Page].HoldCount != 0)
            memory.Requeue(work.Page);
        else
            Judge(ref work, work.Page);

        return DaemonStop.Done;
    }

    private void Judge(ref DaemonWork work, PageIndex page)
    {
        memory.CountScanned();
        var isUsed = memory.Object(work.Object).RefCount != 0;
        var references = isUsed ? Activity.Take(memory, page) : 0;
        memory.ClearReferenced(page);
        if (references != 0)
        {
            memory.Requeue(page);
            return;
        }

        Activity.Decline(memory, page);
        if (!settings.IgnoresActivity && isUsed && memory[page].ActCount != 0)
        {
            memory.Requeue(page);
            return;
        }

        work.PageShortage--;
        if (!isUsed)
            memory.PmapRemoveAll(page);

        if (!isUsed && memory[page].Dirty == 0)
            memory.Cache(page);
        else
            memory.Deactivate(page);
    }
}
