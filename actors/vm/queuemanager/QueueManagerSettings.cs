using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>How the queue manager and the kernel code it runs behave.</summary>
public sealed record QueueManagerSettings
{
    public KernelRevision Revision { get; init; } = KernelRevision.R136;

    /// <summary>Passes of vm_page_alloc_contig.</summary>
    public int Passes { get; init; } = KernelRevision.R136.Passes;

    /// <summary><c>granularity: fine</c>: others may run before each acquisition of the free mutex.</summary>
    public bool IsFine { get; init; }

    /// <summary>The new algorithm takes each page off the queues as it comes to it; false: all of them at the end, if they are still there.</summary>
    public bool ProtectsClaimed { get; init; } = true;

    /// <summary>Failed claims of one page in a row after which a thread is said to spin.</summary>
    public int SpinLimit { get; init; } = 1000;

    /// <summary>A file write wires the page, and leaves it at the tail of INACTIVE (UFS).</summary>
    public bool VnodeRequeue { get; init; } = true;

    /// <summary><c>vm.dma_reserved</c>: low memory kept for contigmalloc alone; none in FreeBSD.</summary>
    public LowMemoryReserve Reserve { get; init; } = LowMemoryReserve.None;

    public DaemonSettings Daemon { get; init; } = new();

    public KernelCosts Costs { get; init; } = KernelCosts.None;

    /// <summary>What traced programs touch, by the number in their plans. Too long to travel in messages.</summary>
    public ImmutableArray<PageTrace> Traces { get; init; } = [];

    public ActorId SwapPager { get; init; } = ActorId.Outside;

    public ActorId PageDaemon { get; init; } = ActorId.Outside;
}

/// <summary>Virtual time that kernel code takes on the processor.</summary>
/// <param name="Step">Any message to the queue manager.</param>
/// <param name="PageExamined">Each page looked at by a search or scan.</param>
/// <param name="PageZeroed">Each page cleared.</param>
/// <param name="Touch">Each touch of a resident page by a program.</param>
public sealed record KernelCosts(Duration Step, Duration PageExamined, Duration PageZeroed, Duration Touch)
{
    /// <summary>Each page fault, beside the clearing and reading.</summary>
    public Duration Fault { get; init; } = Step;

    /// <summary>For explorations: time stands still.</summary>
    public static readonly KernelCosts None = new(Duration.Zero, Duration.Zero, Duration.Zero, Duration.Zero);

    /// <summary>A processor of 2004.</summary>
    public static readonly KernelCosts Typical = new(new Duration(1_000), new Duration(20), new Duration(2_000), new Duration(100));
}
