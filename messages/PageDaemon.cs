namespace ActorVm.Messages;

// The page daemon, in the order it is spoken. It is a kernel thread like any other: what it remembers (DaemonWork)
// travels with the message, and the queue manager runs its code until the next point where the kernel drops the
// page-queue mutex or sleeps.
//
//   outside ──Start──▶ page daemon ──ContinueDaemon──▶ queue manager
//           page daemon ◀── DaemonSleeps          "psleep": until DaemonWoken, or DaemonTimeout of its own timer
//           page daemon ◀── DaemonBeginsScan      handlers of low memory are called, then the scan goes on
//           page daemon ◀── DaemonWaitsForObject  somebody holds an object lock (d2006)
//           page daemon ◀── DaemonLocksVnode      vget, which may fail
//           page daemon ◀── DaemonWaitsForMemory  "VMWait": until MemoryAvailable
//           page daemon ◀── DaemonPutsPages       the pager is asked; DaemonPagesWritten carries the answer back
//           page daemon ◀── DaemonUnlocksVnode    vput
//           page daemon ◀── DaemonScanned         what the scan wants done by others; if need be, out of memory
//   outside ──RunDaemonPass──▶ page daemon ──DaemonPassDone──▶ outside      one pass on order, no main loop

/// <summary>Where the page daemon stands.</summary>
public enum DaemonStep : byte
{
    /// <summary>Top of the main loop.</summary>
    Loop,

    /// <summary>Back from "psleep".</summary>
    Awake,

    /// <summary>Beginning of vm_pageout_scan.</summary>
    Scan,

    /// <summary>Among the pages of INACTIVE.</summary>
    Inactive,

    /// <summary>In vget.</summary>
    LockingVnode,

    /// <summary>In vm_pageout_flush.</summary>
    Writing,

    /// <summary>In vput.</summary>
    UnlockingVnode,

    /// <summary>Among the pages of ACTIVE.</summary>
    Active,

    /// <summary>vm_pageout_page_stats, among the pages of ACTIVE.</summary>
    Statistics,
}

/// <summary>Everything the page daemon remembers while others run: the local variables of vm_pageout and vm_pageout_scan.</summary>
public record struct DaemonWork : ITold
{
    /// <inheritdoc/>
    public readonly string Told => FormattableString.Invariant($"{At} pass {Pass}");

    public DaemonStep At { get; set; }

    /// <summary>0: woken from idle. 1 and more: still short after the pass before.</summary>
    public int Pass { get; set; }

    /// <summary>One pass on order: no main loop around it.</summary>
    public bool IsOrdered { get; set; }

    /// <summary>It slept because nobody needed pages.</summary>
    public bool IsIdle { get; set; }

    /// <summary>The sleep ended by itself.</summary>
    public bool HasTimedOut { get; set; }

    /// <summary><c>page_shortage</c>: pages still to be had.</summary>
    public int PageShortage { get; set; }

    /// <summary><c>addl_page_shortage_init</c>: pages that allocations failed to get before this scan.</summary>
    public int Deficit { get; set; }

    /// <summary><c>addl_page_shortage</c>: the deficit, and pages this scan had to leave alone.</summary>
    public int PagesLeftAlone { get; set; }

    /// <summary><c>maxscan</c>, <c>pcount</c>: pages that may still be looked at.</summary>
    public int ScansLeft { get; set; }

    /// <summary><c>maxlaunder</c>: page-outs that may still be started.</summary>
    public int LaundersLeft { get; set; }

    /// <summary><c>vnodes_skipped</c>: files that might be dirty and could not be had.</summary>
    public int VnodesSkipped { get; set; }

    /// <summary><c>m</c>: the page in hand.</summary>
    public PageIndex Page { get; set; }

    /// <summary><c>next</c>: the page, or marker, to look at next.</summary>
    public PageIndex Next { get; set; }

    /// <summary>The object of the page in hand.</summary>
    public ObjectId Object { get; set; }

    /// <summary>It waits for the object lock, with a marker behind the page.</summary>
    public bool IsLockingObject { get; set; }

    /// <summary>vget succeeded.</summary>
    public bool HasVnode { get; set; }
}

/// <summary>Outside → page daemon that was not started: one pass, or one collection of statistics.</summary>
public sealed record RunDaemonPass(int Pass, bool IsStatistics) : Message;

/// <summary>Page daemon → who ordered it: done.</summary>
public sealed record DaemonPassDone : Message;

/// <summary>Page daemon → queue manager: run me on.</summary>
public sealed record ContinueDaemon(DaemonWork Work) : Message;

/// <summary>Page daemon → queue manager: the pager has written; run me on.</summary>
public sealed record DaemonPagesWritten(DaemonWork Work, PagesWritten Written) : Message;

/// <summary>Page daemon → queue manager: the swap pager writes on its own; run me on.</summary>
public sealed record DaemonPagesPending(DaemonWork Work) : Message;

/// <summary>Queue manager → page daemon: asleep ("psleep") until woken or so much time has passed; zero: until woken.</summary>
public sealed record DaemonSleeps(DaemonWork Work, Duration AtMost) : Message;

/// <summary>Queue manager → page daemon: pages are needed (wakeup of vm_pages_needed).</summary>
public sealed record DaemonWoken : Message;

/// <summary>The page daemon's timer: it has slept long enough.</summary>
public sealed record DaemonTimeout : Message;

/// <summary>Queue manager → page daemon: a scan begins, no lock is held.</summary>
public sealed record DaemonBeginsScan(DaemonWork Work) : Message;

/// <summary>Page daemon → who can give memory back: the vm_lowmem event.</summary>
public sealed record MemoryIsLow : Message;

/// <summary>Queue manager → page daemon: somebody holds the lock of the object in hand; the page-queue mutex is dropped meanwhile.</summary>
public sealed record DaemonWaitsForObject(DaemonWork Work) : Message;

/// <summary>Queue manager → page daemon: the vnode of this object is needed to write the page in hand.</summary>
public sealed record DaemonLocksVnode(DaemonWork Work, ObjectId Object) : Message;

/// <summary>Queue manager → page daemon: these pages are to be written.</summary>
public sealed record DaemonPutsPages(DaemonWork Work, PutPages Put, bool IsVnode) : Message;

/// <summary>Queue manager → page daemon: asleep for memory itself ("VMWait"), until <see cref="MemoryAvailable"/>.</summary>
public sealed record DaemonWaitsForMemory(DaemonWork Work) : Message;

/// <summary>Queue manager → page daemon: the vnode is no longer needed.</summary>
public sealed record DaemonUnlocksVnode(DaemonWork Work, ObjectId Object) : Message;

/// <summary>Queue manager → page daemon: the scan is over.</summary>
/// <param name="Work">Its pass.</param>
/// <param name="WantsSyncer">Too few pages, and dirty files were skipped.</param>
/// <param name="WantsSwapOut">Too few pages: whole processes should go.</param>
/// <param name="IsShort">Less than aimed at.</param>
/// <param name="IsBelowMin">Less than v_free_min.</param>
public sealed record DaemonScanned(DaemonWork Work, bool WantsSyncer, bool WantsSwapOut, bool IsShort, bool IsBelowMin) : Message;

/// <summary>Queue manager → page daemon: the statistics it was ordered to collect are collected.</summary>
public sealed record DaemonCollected : Message;

/// <summary>Page daemon → syncer: write files faster (speedup_syncer).</summary>
public sealed record SpeedUpSyncer : Message;

/// <summary>Page daemon → vmdaemon: swap out processes (vm_req_vmdaemon).</summary>
public sealed record SwapOutProcesses : Message;
