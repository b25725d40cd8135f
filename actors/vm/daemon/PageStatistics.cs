using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// vm_pageout_page_stats: what the daemon does when nobody needed pages for a while. Visits part of ACTIVE, from time to
/// time all of it, so that activity is known when memory gets short. Pages without any become inactive.
/// </summary>
/// <remarks>Kernel notes §5.</remarks>
internal sealed class PageStatistics(KernelMemory memory, DaemonSettings settings, ActorId thread) : ActiveWalk(memory, settings, thread)
{
    /// <summary>Whether there is anything to do: not while free, cached and inactive pages abound.</summary>
    public bool Begin(ref DaemonWork work)
    {
        var (meter, thresholds) = (Memory.Meter, Memory.Thresholds);
        if (thresholds.InactiveTarget + thresholds.CacheMax + thresholds.FreeMin <= meter.FreeAndCache + meter.InactiveCount)
            return false;

        work.At = DaemonStep.Statistics;
        work.ScansLeft = meter.ActiveCount;
        work.Next = Memory.FirstOf(PageQueue.Active);
        Memory.StatisticsSeconds += Settings.StatisticsInterval;
        if (Memory.StatisticsSeconds < Settings.FullStatisticsInterval)
            work.ScansLeft = (int)Math.Min(work.ScansLeft, (long)thresholds.PageoutStatsMax * meter.ActiveCount / Memory.RealPages);
        else
            Memory.StatisticsSeconds = 0;

        return true;
    }

    protected override bool MayGoOn(ref DaemonWork work)
    {
        if (work.ScansLeft-- <= 0)
            return false;

        Memory.Examined++;
        return true;
    }

    protected override void Judge(ref DaemonWork work, PageIndex page)
    {
        var references = Activity.Take(Memory, page);
        Memory.ClearReferenced(page);
        if (references == 0 && Memory[page].ActCount == 0)
        {
            Memory.PmapRemoveAll(page);
            Memory.Deactivate(page);
            return;
        }

        if (references == 0)
            Activity.Decline(Memory, page);

        Memory.Requeue(page);
    }
}
