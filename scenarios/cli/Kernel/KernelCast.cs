using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>What the kernel's own actors are made from.</summary>
internal sealed record KernelSetUp
{
    public required KernelMemory Memory { get; init; }

    public QueueManagerSettings QueueManager { get; init; } = new();

    public DiskTimes Disk { get; init; } = new(Duration.Zero, Duration.Zero);

    public SwapSpace Swap { get; init; } = new(1 << 20);

    /// <summary>Kernel address space for contigmalloc, in pages.</summary>
    public long KernelMapPages { get; init; } = 1 << 18;

    public int SwapErrorsPerMillion { get; init; }

    public int FileErrorsPerMillion { get; init; }

    /// <summary><c>vm.swap_async_max</c>.</summary>
    public int AsyncWritesMax { get; init; } = 4;

    public IPageOutTrace? PageOuts { get; init; }

    public VnodePagerState VnodePager { get; init; } = new();
}

/// <summary>Casts the actors that every machine has, under the names that schedules and reports use.</summary>
internal static class KernelCast
{
    public const string QueueManager = "queue-manager";
    public const string SwapPager = "swap-pager";
    public const string VnodePager = "vnode-pager";
    public const string Disk = "disk";
    public const string KernelMap = "kernel-map";
    public const string MallocStatistics = "malloc-statistics";
    public const string PageDaemon = "page-daemon";
    public const string ProcessTable = "process-table";

    /// <summary>Where kernel memory begins on i386.</summary>
    private const long KernelMapAddress = 0xC000_0000;

    /// <summary>Swap lies behind all files.</summary>
    private const long SwapBlock = 1L << 40;

    public static void AddKernel(this WorldBuilder builder, KernelSetUp setUp)
    {
        var queueManager = builder.Reserve(QueueManager);
        var disk = builder.Reserve(Disk);
        var settings = setUp.QueueManager with { SwapPager = builder.Reserve(SwapPager) };
        builder.Add(QueueManager, new QueueManager(settings), new QueueManagerState(setUp.Memory));
        builder.Add(
            SwapPager,
            new SwapPager(new SwapPagerSettings(disk, queueManager, SwapBlock, setUp.SwapErrorsPerMillion, setUp.PageOuts, setUp.AsyncWritesMax)),
            new SwapPagerState(setUp.Swap));
        builder.Add(
            VnodePager,
            new VnodePager(new VnodePagerSettings(disk, queueManager, 0, setUp.FileErrorsPerMillion, setUp.PageOuts)),
            setUp.VnodePager);
        builder.Add(Disk, new Disk(setUp.Disk), default(DiskState));
        builder.Add(KernelMap, new KernelMap(KernelMapAddress, setUp.KernelMapPages), new KernelMapState());
        builder.Add(MallocStatistics, new MallocStatistics(), new MallocStatisticsState());
    }

    /// <summary>Adds a thread that calls contigmalloc.</summary>
    public static ActorId AddAllocator(this WorldBuilder builder, string name, bool oldContigmalloc, KernelRevision revision) =>
        builder.Add(
            name,
            new Allocator(new AllocatorPeers(
                builder.Reserve(QueueManager),
                builder.Reserve(SwapPager),
                builder.Reserve(VnodePager),
                builder.Reserve(KernelMap),
                builder.Reserve(MallocStatistics)), revision),
            new AllocatorState { OldContigmalloc = oldContigmalloc || revision.IsOldOnly });

    /// <summary>Adds the page daemon; it begins when it is told <see cref="Start"/>.</summary>
    /// <param name="builder">The world.</param>
    /// <param name="others">Adds whom it asks for help when its own scans are not enough.</param>
    public static ActorId AddPageDaemon(this WorldBuilder builder, Func<PageDaemonPeers, PageDaemonPeers>? others = null)
    {
        var peers = new PageDaemonPeers(builder.Reserve(QueueManager), builder.Reserve(SwapPager), builder.Reserve(VnodePager));
        return builder.Add(PageDaemon, new PageDaemon(others?.Invoke(peers) ?? peers), default(PageDaemonState));
    }
}
