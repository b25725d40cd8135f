using ActorVm.Actors;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>Who is who in the worlds of one scenario, and what they began with: the same in every situation.</summary>
internal sealed class KernelRoles
{
    private Lost? lost;

    public KernelRoles(LoadedScenario scenario, World start)
    {
        File = scenario.File;
        Revision = ScenarioWorld.RevisionOf(File);
        QueueManager = start.IdOf(KernelCast.QueueManager);
        VnodePager = start.IdOf(KernelCast.VnodePager);
        SwapPager = start.IdOf(KernelCast.SwapPager);
        MallocStatistics = start.IdOf(KernelCast.MallocStatistics);
        Drivers = [.. File.Drivers.Select(driver => start.IdOf(ScenarioWorld.DriverName(driver)))];
        Allocators = [.. File.Drivers.Select(driver => start.IdOf(ScenarioWorld.AllocatorName(driver)))];
        Programs = [.. File.Programs.Select(program => start.IdOf(ScenarioWorld.ProgramName(program)))];
        PageDaemon = File.PageDaemon ? start.IdOf(KernelCast.PageDaemon) : null;
        Interrupts = File.Interrupts is null ? null : start.IdOf("interrupts");
        WiredAtStart = start.StateOf<QueueManagerState>(QueueManager).Memory.Meter.WireCount;
    }

    public ScenarioFile File { get; }

    /// <summary>Most steps change nothing in memory, and looking through all of it takes longer than a step.</summary>
    public int LostPagesIn(KernelMemory memory)
    {
        var known = lost;
        if (known is null || known.Memory != memory.Fingerprint)
            lost = known = new Lost(memory.Fingerprint, KernelInvariants.LostPages(memory).Count);
        return known.Pages;
    }

    public KernelRevision Revision { get; }

    public ActorId QueueManager { get; }

    public ActorId VnodePager { get; }

    public ActorId SwapPager { get; }

    public ActorId MallocStatistics { get; }

    public ActorId? PageDaemon { get; }

    public ActorId? Interrupts { get; }

    /// <summary>In the order of the file, as their allocators.</summary>
    public IReadOnlyList<ActorId> Drivers { get; }

    public IReadOnlyList<ActorId> Allocators { get; }

    public IReadOnlyList<ActorId> Programs { get; }

    public int WiredAtStart { get; }

    private sealed record Lost(ulong Memory, int Pages);
}

/// <summary>One situation of a kernel, in the kernel's terms.</summary>
internal readonly struct KernelSituation(ISituation situation, KernelRoles roles)
{
    public ISituation Situation => situation;

    public KernelRoles Roles => roles;

    public QueueManagerState QueueManager => situation.StateOf<QueueManagerState>(roles.QueueManager);

    public KernelMemory Memory => QueueManager.Memory;

    public VnodePagerState VnodePager => situation.StateOf<VnodePagerState>(roles.VnodePager);

    public MallocStatisticsState Malloc => situation.StateOf<MallocStatisticsState>(roles.MallocStatistics);

    /// <summary>Nothing can happen but that the idle page daemon looks at the clock: as good as an end, and there is no other while it runs.</summary>
    public bool IsAtRest
    {
        get
        {
            var state = QueueManager;
            if (state.SleepingDaemon is null || state.Panic is not null || state.Memory.Meter.PagesNeeded)
                return false;

            foreach (var waiting in situation.Mail)
            {
                if (waiting.Message is not DaemonTimeout)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Nobody is in contigmalloc or contigfree.</summary>
    public bool NoCallIsOpen
    {
        get
        {
            foreach (var driver in roles.Drivers)
            {
                if (DriverOf(driver).WaitingOn is DriverWait.Memory or DriverWait.Free)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Pages from vm_page_alloc_contig that drivers hold now.</summary>
    public int PagesKeptUnmapped
    {
        get
        {
            var pages = 0;
            foreach (var driver in roles.Drivers)
            {
                foreach (var held in DriverOf(driver).Held)
                    pages += held.KernelAddress == 0 ? held.Pages : 0;
            }

            return pages;
        }
    }

    public DriverState DriverOf(ActorId driver) => situation.StateOf<DriverState>(driver);

    public AllocatorState AllocatorOf(ActorId allocator) => situation.StateOf<AllocatorState>(allocator);

    /// <summary>The memory that calls with kernel addresses got and not gave back.</summary>
    public long PagesHeldMapped()
    {
        var pages = 0L;
        foreach (var driver in roles.Drivers)
        {
            foreach (var held in DriverOf(driver).Held)
                pages += held.KernelAddress == 0 ? 0 : held.Pages;
        }

        return pages;
    }

    /// <summary>Every call that was answered, with the driver's place in the file.</summary>
    public IEnumerable<(int Driver, ContigResult Result)> Results()
    {
        var (all, shown) = (roles.Drivers, situation);
        return Enumerable.Range(0, all.Count).SelectMany(driver => shown.StateOf<DriverState>(all[driver]).Results.Select(result => (driver, result)));
    }

    /// <summary>Threads that sleep with claimed pages.</summary>
    public IReadOnlyList<ActorId> HoldersOfClaims()
    {
        var holders = new List<ActorId>();
        foreach (var allocator in roles.Allocators)
        {
            if (KernelInvariants.ClaimedBy(Memory, AllocatorOf(allocator), roles.Revision.GoesDownwards).Count > 0)
                holders.Add(allocator);
        }

        return holders;
    }
}
