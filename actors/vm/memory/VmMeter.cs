using System.Runtime.InteropServices;

namespace ActorVm.Actors;

/// <summary>The counters of <c>struct vmmeter</c> that the model moves, and the daemon's flags.</summary>
/// <remarks>Kernel notes §3, §4.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public record struct VmMeter
{
    public int FreeCount { get; set; }

    public int CacheCount { get; set; }

    public int InactiveCount { get; set; }

    /// <summary>ACTIVE and HOLD together, as in the kernel.</summary>
    public int ActiveCount { get; set; }

    public int WireCount { get; set; }

    /// <summary><c>vm_page_zero_count</c>: pages on FREE known to be zero.</summary>
    public int ZeroCount { get; set; }

    /// <summary><c>v_tfree</c>.</summary>
    public long FreedTotal { get; set; }

    /// <summary><c>v_dfree</c>: freed by the page daemon.</summary>
    public long FreedByDaemon { get; set; }

    /// <summary><c>v_pdpages</c>: looked at by the page daemon.</summary>
    public long ScannedByDaemon { get; set; }

    /// <summary><c>v_pdwakeups</c>.</summary>
    public long DaemonWakeups { get; set; }

    /// <summary><c>pageout_lock_miss</c>: vnodes the page daemon could not get.</summary>
    public long PageoutLockMisses { get; set; }

    /// <summary><c>v_reactivated</c>.</summary>
    public long Reactivated { get; set; }

    /// <summary><c>vm_pageout_deficit</c>: pages that allocations failed to get since the last scan began.</summary>
    public int PageoutDeficit { get; set; }

    /// <summary><c>vm_pages_needed</c>: the daemon's work flag.</summary>
    public bool PagesNeeded { get; set; }

    /// <summary><c>vm_pageout_pages_needed</c>: the daemon itself waits for a page.</summary>
    public bool PageoutPagesNeeded { get; set; }

    /// <summary>The call counter of <c>vm_page_dontneed</c>.</summary>
    public int DontNeedWeight { get; set; }

    public readonly int FreeAndCache => FreeCount + CacheCount;
}
