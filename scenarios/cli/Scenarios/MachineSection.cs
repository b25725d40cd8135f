using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

/// <summary>The machine: exactly one of memory, segments and map says where its pages are.</summary>
[Doc("Exactly one of memory, segments and map.")]
internal sealed record MachineSection
{
    [Doc("One segment of this size from address 0.")]
    public ByteSize? Memory { get; init; }

    [Doc("Physical segments in ascending order; what lies between is a hole.")]
    public IReadOnlyList<SegmentSection>? Segments { get; init; }

    [Doc("A memory map made by 'actorvm import', looked for beside the scenario.")]
    public string? Map { get; init; }

    [Bounds(1, 256), Doc("Colours of the free and cache queues, a power of two; 1 is none.")]
    public int Colours { get; init; } = 32;

    [Doc("Wired from boot: the kernel's own pages, from the lowest address up.")]
    public ByteSize Wired { get; init; } = new(0);

    [Doc("Thresholds that are set; those left out are computed as vm_pageout does when it starts.")]
    public ThresholdSection Thresholds { get; init; } = new();

    [Doc("Swap space.")]
    public ByteSize Swap { get; init; } = ByteSize.MiB(128);

    [Doc("Kernel address space left for contigmalloc(9).")]
    public ByteSize Kva { get; init; } = ByteSize.MiB(256);

    [Doc("The disk below swap and files.")]
    public DiskSection Disk { get; init; } = new();

    [Doc("What the processor takes for its work.")]
    public CostSection Costs { get; init; } = new();
}

internal sealed record SegmentSection
{
    [Doc("Physical address of its first byte.")]
    public required ByteSize Start { get; init; }

    public required ByteSize Size { get; init; }
}

/// <summary>Kernel names and kernel meaning; in pages.</summary>
internal sealed record ThresholdSection
{
    [Key("v_free_reserved"), Bounds(0, MachineChecks.PagesMax)]
    public int? FreeReserved { get; init; }

    [Key("v_free_min"), Bounds(0, MachineChecks.PagesMax)]
    public int? FreeMin { get; init; }

    [Key("v_free_severe"), Bounds(0, MachineChecks.PagesMax)]
    public int? FreeSevere { get; init; }

    [Key("v_free_target"), Bounds(0, MachineChecks.PagesMax)]
    public int? FreeTarget { get; init; }

    [Key("v_cache_min"), Bounds(0, MachineChecks.PagesMax)]
    public int? CacheMin { get; init; }

    [Key("v_cache_max"), Bounds(0, MachineChecks.PagesMax)]
    public int? CacheMax { get; init; }

    [Key("v_inactive_target"), Bounds(0, MachineChecks.PagesMax)]
    public int? InactiveTarget { get; init; }

    [Key("v_interrupt_free_min"), Bounds(0, MachineChecks.PagesMax)]
    public int? InterruptFreeMin { get; init; }

    [Key("v_pageout_free_min"), Bounds(0, MachineChecks.PagesMax)]
    public int? PageoutFreeMin { get; init; }
}

internal sealed record DiskSection
{
    [Bounds(0, Times.Minute), Doc("Time to reach a place that does not follow the last one.")]
    public Duration Seek { get; init; } = Duration.FromMilliseconds(8);

    [Bounds(0, Times.Minute), Doc("Time to transfer one page.")]
    public Duration Transfer { get; init; } = Duration.FromMicroseconds(100);
}

internal sealed record CostSection
{
    [Bounds(0, 10_000), Doc("Looking at one page while scanning.")]
    public Duration ScanPage { get; init; } = new(10);

    [Bounds(0, Times.Second), Doc("Zeroing one page.")]
    public Duration ZeroPage { get; init; } = new(2_000);

    [Bounds(0, Times.Second), Doc("A page fault that needs no disk.")]
    public Duration Fault { get; init; } = new(3_000);

    [Bounds(0, Times.Second), Doc("A touch of a page that is mapped.")]
    public Duration Touch { get; init; } = new(10);

    [Bounds(0, Times.Second), Doc("Anything else that is one step of a kernel thread.")]
    public Duration Step { get; init; } = new(500);
}
