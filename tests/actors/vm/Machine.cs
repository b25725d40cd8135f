using System.Collections.Immutable;

using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors;

/// <summary>A small machine with the kernel's own actors; tests add programs, drivers, and the page daemon if they want it.</summary>
internal sealed class Machine
{
    private readonly WorldBuilder builder;
    private readonly List<ActorId> starting = [];

    private readonly KernelRevision revision;

    public Machine(
        int pages = 256,
        int colours = 4,
        Pace pace = Pace.Timed,
        bool isTimed = false,
        int swapPages = 1024,
        KernelRevision? revision = null,
        bool isFine = false,
        int writeErrorsPerMillion = 0)
    {
        this.revision = revision ?? KernelRevision.R136;
        builder = new WorldBuilder(pace);
        Memory = new KernelMemory([new MemorySegment(0, pages)], colours)
        {
            Thresholds = VmThresholds.Compute(pages, pages, colours),
        };
        Memory.KernelObject = Memory.AddObject(new VmObject { Type = ObjectType.Phys, RefCount = 1 });
        var disk = builder.Reserve("disk");
        QueueManager = builder.Reserve("queue-manager");
        SwapPager = builder.Reserve("swap-pager");
        VnodePager = builder.Reserve("vnode-pager");
        var settings = new QueueManagerSettings
        {
            Revision = this.revision,
            Passes = this.revision.Passes,
            IsFine = isFine,
            SwapPager = SwapPager,
            Costs = isTimed ? KernelCosts.Typical : KernelCosts.None,
        };
        builder.Add("queue-manager", new QueueManager(settings), new QueueManagerState(Memory));
        builder.Add("swap-pager", new SwapPager(new SwapPagerSettings(disk, QueueManager, 1 << 30, writeErrorsPerMillion)), new SwapPagerState(new SwapSpace(swapPages)));
        builder.Add("vnode-pager", new VnodePager(new VnodePagerSettings(disk, QueueManager, 0, writeErrorsPerMillion)), new VnodePagerState());
        builder.Add("disk", new Disk(isTimed ? DiskTimes.Typical : new DiskTimes(default, default)), default(DiskState));
        builder.Add("kernel-map", new KernelMap(0xC000_0000, 1024), new KernelMapState());
        builder.Add("malloc-statistics", new MallocStatistics(), new MallocStatisticsState());
    }

    public KernelMemory Memory { get; }

    public ActorId QueueManager { get; }

    public ActorId SwapPager { get; }

    public ActorId VnodePager { get; }

    public ObjectId AddObject(ObjectType type, int pages) =>
        Memory.AddObject(new VmObject { Type = type, Size = pages, RefCount = 1 });

    public ProgramSettings Program(TouchPlan plan) => new()
    {
        Plan = plan,
        QueueManager = QueueManager,
        SwapPager = SwapPager,
        VnodePager = VnodePager,
    };

    public ActorId AddProgram(string name, ProgramSettings settings) =>
        Starting(builder.Add($"program/{name}", new RunningProgram(settings), default(ProgramState)));

    public ActorId AddDriver(string name, params ImmutableArray<DriverRequest> requests) =>
        AddDriver(name, ContigAlgorithm.New, requests);

    public ActorId AddDriver(string name, ContigAlgorithm algorithm, params ImmutableArray<DriverRequest> requests)
    {
        var allocator = builder.Add(
            $"allocator/{name}",
            new Allocator(new AllocatorPeers(
                QueueManager, SwapPager, VnodePager, builder.Reserve("kernel-map"), builder.Reserve("malloc-statistics")), revision),
            new AllocatorState { OldContigmalloc = algorithm == ContigAlgorithm.Old });
        return Starting(builder.Add($"driver/{name}", new Driver(allocator, requests), new DriverState()));
    }

    public ActorId AddPageDaemon(Func<PageDaemonPeers, PageDaemonPeers>? others = null)
    {
        var peers = new PageDaemonPeers(QueueManager, SwapPager, VnodePager);
        return AddStarting("page-daemon", new PageDaemon(others?.Invoke(peers) ?? peers), default(PageDaemonState));
    }

    public ActorId Add<TState>(string name, IBehaviour<TState> behaviour, TState initial) => builder.Add(name, behaviour, initial);

    public ActorId AddStarting<TState>(string name, IBehaviour<TState> behaviour, TState initial) =>
        Starting(builder.Add(name, behaviour, initial));

    /// <summary>The id of an actor, whether it was added yet or not.</summary>
    public ActorId IdOf(string name) => builder.Reserve(name);

    public World Build()
    {
        var world = builder.Build();
        foreach (var actor in starting)
            world.Tell(actor, new Start());

        return world;
    }

    public KernelMemory MemoryIn(World world) => world.StateOf<QueueManagerState>(QueueManager).Memory;

    private ActorId Starting(ActorId actor)
    {
        starting.Add(actor);
        return actor;
    }
}
