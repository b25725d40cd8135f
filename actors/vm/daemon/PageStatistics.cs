using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// vm_pageout_page_stats: what the daemon does when nobody needed pages for a while. Visits part of ACTIVE, from time to
/// time all of it, so that activity is known when memory gets short. Pages without any become inactive.
/// </summary>
/// <remarks>Kernel notes §5.</remarks>
internal sealed class PageStatistics(KernelMemory memory, DaemonSettings settings, ActorId thread)
{
    private readonly ScanLocks locks = new(memory, settings.Profile, thread);

    /// <summary>Whether there is anything to do: not while free, cached and inactive pages abound.</summary>
    public bool Begin(ref DaemonWork work)
    {
        var (meter, thresholds) = (memory.Meter, memory.Thresholds);
        if (thresholds.InactiveTarget + thresholds.CacheMax + thresholds.FreeMin <= meter.FreeAndCache + meter.InactiveCount)
            return false;

        work.At = DaemonStep.Statistics;
        work.ScansLeft = meter.ActiveCount;
        work.Next = memory.FirstOf(PageQueue.Active);
        memory.StatisticsSeconds += settings.StatisticsInterval;
        if (memory.StatisticsSeconds < settings.FullStatisticsInterval)
            work.ScansLeft = (int)Math.Min(work.ScansLeft, (long)thresholds.PageoutStatsMax * meter.ActiveCount / memory.RealPages);
        else
            memory.StatisticsSeconds = 0;

        return true;
    }

    /// <summary>Runs until the locks are dropped, or to the end.</summary>
    public DaemonStop Continue(ref DaemonWork work)
    {
        var stop = work.IsLockingObject ? TakeLock(ref work, locks.Resume(ref work, PageQueue.Active)) : DaemonStop.Done;
        while (stop == DaemonStop.Done && !work.Next.IsNone && work.ScansLeft-- > 0)
        {
            memory.Examined++;
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

        if (taken == ObjectLock.Had)
            Judge(work.Page);

        return DaemonStop.Done;
    }

    private void Judge(PageIndex page)
    {
        if (memory[page].IsBusy || memory[page].HoldCount != 0)
        {
            memory.Requeue(page);
            return;
        }

        var references = Activity.Take(memory, page);
        memory.ClearReferenced(page);
        if (references == 0 && memory[page].ActCount == 0)
        {
            memory.PmapRemoveAll(page);
            memory.Deactivate(page);
            return;
        }

        if (references == 0)
            Activity.Decline(memory, page);

        memory.Requeue(page);
    }
}
