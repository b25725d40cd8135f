using ActorVm.Messages;

namespace ActorVm.Actors;

// Thresholds and wake-ups. Kernel notes §3, §4.
public sealed partial class KernelMemory
{
    /// <summary><c>vm_page_count_reserved</c>.</summary>
    public bool IsReserved => Thresholds.FreeReserved > counters.FreeAndCache;

    /// <summary><c>vm_page_count_severe</c>.</summary>
    public bool IsSevere => Thresholds.FreeSevere > counters.FreeAndCache;

    /// <summary><c>vm_page_count_min</c>.</summary>
    public bool IsBelowMin => Thresholds.FreeMin > counters.FreeAndCache;

    /// <summary><c>vm_page_count_target</c>.</summary>
    public bool IsBelowTarget => Thresholds.FreeTarget > counters.FreeAndCache;

    /// <summary><c>vm_paging_target</c>: pages short of the target; negative when there are more.</summary>
    public int PagingTarget => Thresholds.FreeTarget + Thresholds.CacheMin - counters.FreeAndCache;

    /// <summary><c>vm_paging_needed</c>.</summary>
    public bool IsPagingNeeded => Thresholds.FreeReserved + Thresholds.CacheMin > counters.FreeAndCache;

    /// <summary>Changes counters that no page movement changes.</summary>
    internal void ChangeMeter(Func<VmMeter, VmMeter> change) => Counters = change(counters);

    /// <summary><c>pagedaemon_wakeup</c>.</summary>
    internal void WakeDaemon()
    {
        if (counters.PagesNeeded)
            return;

        Counters.PagesNeeded = true;
        Woken.Daemon = true;
    }

    /// <summary><c>vm_wait</c> and <c>vm_waitpfault</c>, up to where the caller goes to sleep on v_free_count.</summary>
    internal void WaitForMemory() => WakeDaemon();

    /// <summary><c>vm_page_free_wakeup</c>: after a page came to FREE or CACHE.</summary>
    internal void FreeWakeup()
    {
        if (counters.PageoutPagesNeeded && counters.FreeAndCache >= Thresholds.PageoutFreeMin)
        {
            Counters.PageoutPagesNeeded = false;
            Woken.DaemonWaitingForPages = true;
        }

        if (counters.PagesNeeded && !IsBelowMin)
        {
            Counters.PagesNeeded = false;
            Woken.WaitersForMemory = true;
        }
    }

    // Stores the state; if somebody slept on the page, clears PG_WANTED and has them woken.
    private void WakePage(PageIndex page, PageState state)
    {
        if (state.Has(PageFlags.Wanted))
            Woken.Pages.Add(page);

        this[page] = state.Without(PageFlags.Wanted);
    }
}
