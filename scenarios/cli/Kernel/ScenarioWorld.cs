using System.Collections.Immutable;

using ActorVm.Actors;
using ActorVm.Cli.Binding;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>A world about to begin.</summary>
internal sealed record Cast(World World, ScenarioMemory Memory);

/// <summary>
/// Casts everybody who takes part in a scenario, and tells them to start. In an adversarial world nothing takes time, nothing
/// is counted for reports, everybody has started already, and an event may happen whenever the chooser likes.
/// </summary>
internal sealed class ScenarioWorld
{
    /// <summary>In vain is in vain: a thread that explorations see spin would be a situation more for each time.</summary>
    private const int SpinsOfExploration = 2;

    /// <summary>Programs of a scenario are ordinary processes.</summary>
    private const int FirstPid = 100;

    private readonly ScenarioFile file;
    private readonly ScenarioMemory memory;
    private readonly WorldBuilder builder;
    private readonly ScenarioPrograms programs;
    private readonly ScenarioTimetables timetables;
    private readonly bool isTimed;
    private readonly List<string> starting = [];

    private ScenarioWorld(LoadedScenario scenario, Pace pace, Delivery delivery)
    {
        file = scenario.File;
        memory = ScenarioMemory.Create(scenario);
        builder = new WorldBuilder(pace, delivery);
        isTimed = pace != Pace.Adversarial;
        programs = new ScenarioPrograms(file, memory.Memory, builder, isTimed);
        timetables = new ScenarioTimetables(file, memory, builder);
    }

    public static World Create(LoadedScenario scenario, Pace pace = Pace.Timed, Delivery delivery = Delivery.Fifo) => Cast(scenario, pace, delivery).World;

    /// <summary>The world, and the memory it was made with.</summary>
    public static Cast Cast(LoadedScenario scenario, Pace pace = Pace.Timed, Delivery delivery = Delivery.Fifo) => new ScenarioWorld(scenario, pace, delivery).Build();

    public static KernelRevision RevisionOf(ScenarioFile file) => KernelRevision.Find(Scalars.WordOf(file.Algorithm.Revision))!;

    public static string DriverName(DriverSection driver) => $"driver/{driver.Name}";

    public static string AllocatorName(DriverSection driver) => $"allocator/{driver.Name}";

    public static string ProgramName(ProgramSection program) => $"program/{program.Name}";

    private KernelRevision Revision => RevisionOf(file);

    private Cast Build()
    {
        AddKernel();
        foreach (var (program, objects) in file.Programs.Zip(memory.ObjectsOfPrograms))
        {
            builder.Add(ProgramName(program), new RunningProgram(programs.SettingsOf(program, objects)), default(ProgramState));
            starting.Add(ProgramName(program));
        }

        foreach (var driver in file.Drivers)
        {
            AddDriver(driver);
        }

        AddPageDaemon();
        AddOthers();
        AddEvents();
        var world = builder.Build();
        foreach (var name in starting)
        {
            world.Tell(world.IdOf(name), new Start());
        }

        if (!isTimed)
        {
            SetUp.Start(world);
        }

        EndTransfers(world);
        SendEvents(world);
        return new Cast(world, memory);
    }

    // Where time stands still each event has a sender of its own, so that none waits for another.
    private void AddEvents()
    {
        for (var number = 1; !isTimed && number <= file.Events.Count; number++)
        {
            builder.Add(EventName(number), new Bystander(), default(BystanderState));
        }
    }

    private void SendEvents(World world)
    {
        var queueManager = world.IdOf(KernelCast.QueueManager);
        foreach (var (number, happening) in file.Events.Index())
        {
            var message = ScenarioEvents.Message(happening, memory);
            if (!isTimed)
            {
                world.Post(world.IdOf(EventName(number + 1)), queueManager, message);
            }
            else if (happening.At is { } at)
            {
                world.Tell(queueManager, message, at);
            }
        }
    }

    private static string EventName(int number) => $"event/{number}";

    private void AddKernel()
    {
        var (machine, algorithm) = (file.Machine, file.Algorithm);
        memory.Memory.KeepsStatistics = isTimed;
        builder.AddKernel(new KernelSetUp
        {
            Memory = memory.Memory,
            QueueManager = new QueueManagerSettings
            {
                Revision = Revision,
                Passes = algorithm.Passes ?? Revision.Passes,
                PageDaemon = file.PageDaemon ? builder.Reserve(KernelCast.PageDaemon) : ActorId.Outside,
                Daemon = new DaemonSettings { Profile = Revision.Daemon },
                Reserve = memory.Reserve,
                Traces = memory.Traces,
                IsFine = algorithm.Granularity == Granularity.Fine,
                ProtectsClaimed = algorithm.ProtectClaimed,
                Costs = isTimed ? Costs(machine.Costs) : KernelCosts.None,
                SpinLimit = isTimed ? new QueueManagerSettings().SpinLimit : SpinsOfExploration,
            },
            Disk = isTimed ? new DiskTimes(machine.Disk.Seek, machine.Disk.Transfer) : new DiskTimes(Duration.Zero, Duration.Zero),
            Swap = new SwapSpace((int)machine.Swap.Pages, takesLowest: !isTimed),
            KernelMapPages = machine.Kva.Pages,
            SwapErrorsPerMillion = timetables.OddsOf(FaultKind.SwapWriteError),
            FileErrorsPerMillion = timetables.OddsOf(FaultKind.VnodeError),
        });
    }

    private static KernelCosts Costs(CostSection costs) => new(costs.Step, costs.ScanPage, costs.ZeroPage, costs.Touch) { Fault = costs.Fault };

    private void AddPageDaemon()
    {
        if (file.PageDaemon)
        {
            AddProcessTable();
            builder.AddPageDaemon(peers => WithHelpers(peers) with { ProcessTable = builder.Reserve(KernelCast.ProcessTable) });
            starting.Add(KernelCast.PageDaemon);
        }
    }

    private PageDaemonPeers WithHelpers(PageDaemonPeers peers) => !file.DaemonHelpers ? peers : peers with
    {
        LowMemoryHandlers = [builder.Add("lowmem-handler", new DaemonHelper(), default(DaemonHelperState))],
        Syncer = builder.Add("syncer", new DaemonHelper(), default(DaemonHelperState)),
        Swapper = builder.Add("vmdaemon", new DaemonHelper(), default(DaemonHelperState)),
    };

    private void AddProcessTable()
    {
        var processes = file.Programs.Zip(memory.ObjectsOfPrograms)
            .Select((program, number) => new Process(FirstPid + number, builder.Reserve(ProgramName(program.First)), [.. program.Second]) { IsProtected = program.First.Protected });
        var table = new ProcessTable([.. processes], builder.Reserve(KernelCast.QueueManager), builder.Reserve(KernelCast.SwapPager));
        builder.Add(KernelCast.ProcessTable, table, new ProcessTableState());
    }

    private void AddDriver(DriverSection driver)
    {
        var allocator = builder.AddAllocator(AllocatorName(driver), file.Algorithm.OldContigmalloc == 1, Revision);
        builder.Add(DriverName(driver), new Driver(allocator, [.. driver.Requests.Select(DriverRequests.From)]), new DriverState());
        starting.Add(DriverName(driver));
    }

    private void AddOthers()
    {
        var queueManager = builder.Reserve(KernelCast.QueueManager);
        if (file.PageZero)
        {
            builder.Add("pagezero", new PageZero(queueManager, file.Machine.Colours, file.Machine.Costs.ZeroPage), default(PageZeroState));
            starting.Add("pagezero");
        }

        if (file.Interrupts is { } interrupts)
        {
            var settings = new InterruptSettings { QueueManager = queueManager, Object = memory.InterruptObject, Every = interrupts.Every, Hold = interrupts.Hold, Times = interrupts.Times };
            builder.Add("interrupts", new InterruptAllocator(settings), new InterruptState());
            starting.Add("interrupts");
        }

        AddTimetable("sysctl", timetables.Sysctl());
        AddTimetable("fault-injector", timetables.Faults());
    }

    private void AddTimetable(string name, ImmutableArray<TimetableLine> lines)
    {
        if (!lines.IsEmpty)
        {
            builder.Add(name, new Timetable(lines), default(TimetableState));
            starting.Add(name);
        }
    }

    // Pages that are busy when the run begins are so with transfers the disk ends one after the other.
    private void EndTransfers(World world)
    {
        var end = file.Machine.Disk.Seek;
        foreach (var page in memory.BusyPages)
        {
            end += file.Machine.Disk.Transfer;
            world.Tell(world.IdOf(KernelCast.QueueManager), new Disturb(DisturbanceKind.EndBusy, page, ObjectId.None, 0), end);
        }
    }
}
