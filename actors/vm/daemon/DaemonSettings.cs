namespace ActorVm.Actors;

/// <summary>Which text of the page daemon.</summary>
public enum DaemonProfile : byte
{
    /// <summary>July 2004: a page whose object lock is held is skipped.</summary>
    D2004,

    /// <summary>vm_pageout.c 1.275: it marks its place, drops the page queues and waits for the object lock.</summary>
    D2006,
}

/// <summary>The sysctls of the page daemon.</summary>
/// <remarks>Kernel notes §5.</remarks>
public sealed record DaemonSettings
{
    public DaemonProfile Profile { get; init; } = DaemonProfile.D2004;

    /// <summary><c>vm.max_launder</c>: page-outs started by a first pass.</summary>
    public int MaxLaunder { get; init; } = 32;

    /// <summary><c>vm.defer_swapspace_pageouts</c>: swap only when memory is below v_free_min.</summary>
    public bool DefersSwapPageouts { get; init; }

    /// <summary><c>vm.disable_swapspace_pageouts</c>.</summary>
    public bool DisablesSwapPageouts { get; init; }

    /// <summary><c>vm.pageout_algorithm</c> ≠ 0: unreferenced pages are deactivated at once, whatever their activity.</summary>
    public bool IgnoresActivity { get; init; }

    /// <summary><c>vm.swap_enabled</c>: whole processes may be swapped out.</summary>
    public bool SwapEnabled { get; init; } = true;

    /// <summary><c>vm.pageout_stats_interval</c>, in seconds; 0: idle sleep has no end and no statistics are collected.</summary>
    public int StatisticsInterval { get; init; } = 5;

    /// <summary><c>vm.pageout_full_stats_interval</c>, in seconds.</summary>
    public int FullStatisticsInterval { get; init; } = 20;

    /// <summary>File writes are only started, not waited for, as long as memory is above v_pageout_free_min.</summary>
    public bool StartsFileWrites { get; init; } = true;

    /// <summary>A file write needs a page of its own, for a buffer: without one the daemon itself sleeps for memory, with the vnode locked.</summary>
    public bool FileWritesNeedMemory { get; init; }

    /// <summary>May pages of swap-backed objects be written now?</summary>
    internal bool MaySwap(KernelMemory memory) => !DisablesSwapPageouts && (!DefersSwapPageouts || memory.IsBelowMin);
}
