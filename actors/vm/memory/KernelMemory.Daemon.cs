using ActorVm.Messages;

namespace ActorVm.Actors;

// What only the page daemon does to memory: references, its counters, its statics. Kernel notes §5.
public sealed partial class KernelMemory
{
    /// <summary>Seconds of idle sleep since <c>vm_pageout_page_stats</c> last looked at the whole ACTIVE queue.</summary>
    public int StatisticsSeconds
    {
        get => variables.StatisticsSeconds;
        set => Variables.StatisticsSeconds = value;
    }

    /// <summary>Counters that only ever grow are kept; off for explorations, where they would tell equal situations apart.</summary>
    public bool KeepsStatistics
    {
        get => !variables.ForgetsStatistics;
        set => Variables.ForgetsStatistics = !value;
    }

    /// <summary><c>pmap_ts_referenced</c>: how often the page was referenced through mappings since somebody last asked.</summary>
    internal int TakeReferences(PageIndex page)
    {
        var state = this[page];
        if (state.PmapReferences != 0)
            this[page] = state with { PmapReferences = 0 };

        return state.PmapReferences;
    }

    /// <summary>Pages of an object that are mapped.</summary>
    internal int CountMapped(ObjectId id)
    {
        var mapped = 0;
        for (var at = NextResident(id, 0); at >= 0; at = NextResident(id, at + 1))
        {
            if ((this[Lookup(id, at)].Pmap & PmapFlags.Mapped) != 0)
                mapped++;
        }

        return mapped;
    }

    internal void ClearReferenced(PageIndex page) => this[page] = this[page].Without(PageFlags.Referenced);

    /// <summary><c>v_pdpages++</c>.</summary>
    internal void CountScanned()
    {
        Examined++;
        if (KeepsStatistics)
            Counters.ScannedByDaemon++;
    }

    /// <summary><c>vm_page_free</c> by the daemon: <c>v_dfree++</c>.</summary>
    internal void FreeByDaemon(PageIndex page)
    {
        Free(page);
        if (KeepsStatistics)
            Counters.FreedByDaemon++;
    }

    /// <summary><c>pageout_lock_miss++</c>.</summary>
    internal void CountLockMiss()
    {
        if (KeepsStatistics)
            Counters.PageoutLockMisses++;
    }

    /// <summary>Reads <c>vm_pageout_deficit</c> and clears it.</summary>
    internal int TakeDeficit()
    {
        var deficit = counters.PageoutDeficit;
        Counters.PageoutDeficit = 0;
        return deficit;
    }

    /// <summary>The test at the top of the daemon's loop: enough memory wakes everybody who waits for it.</summary>
    internal void WakeSleepersIfEnough()
    {
        if (!counters.PagesNeeded || IsBelowMin)
            return;

        if (!IsPagingNeeded)
            Counters.PagesNeeded = false;

        Woken.WaitersForMemory = true;
    }

    /// <summary>
    /// <c>vm_wait</c> by the daemon itself, up to where it sleeps: it is woken as soon as there is a little memory, long
    /// before the others. False, and no need to sleep, if <c>vm_page_alloc</c> can give a page of the reserve.
    /// </summary>
    internal bool DaemonMustWait()
    {
        if (counters.CacheCount > 0 || counters.FreeCount > Thresholds.InterruptFreeMin)
            return false;

        Counters.PageoutPagesNeeded = true;
        return true;
    }

    /// <summary>The daemon sets out for a scan: <c>v_pdwakeups++</c> if pages are needed.</summary>
    internal void CountWakeup()
    {
        if (KeepsStatistics && counters.PagesNeeded)
            Counters.DaemonWakeups++;
    }
}
