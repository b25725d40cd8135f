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
    private readonly bool isTimed;
    private readonly List<string> starting = [];

    private ScenarioWorld(LoadedScenario scenario, Pace pace, Delivery delivery)
    {
        file = scenario.File;
        memory = ScenarioMemory.Create(scenario);
        builder = new WorldBuilder(pace, delivery);
        isTimed = pace != Pace.Adversarial;
    }

    public static World Create(LoadedScenario scenario, Pace pace = Pace.Timed, Delivery delivery = Delivery.Fifo) => Cast(scenario, pace, delivery).World;

    /// <summary>The world, and the memory it was made with.</summary>
    public static Cast Cast(LoadedScenario scenario, Pace pace = Pace.Timed, Delivery delivery = Delivery.Fifo) => new ScenarioWorld(scenario, pace, delivery).Build();

    public static string DriverName(DriverSection driver) => $"driver/{driver.Name}";

    public static string AllocatorName(DriverSection driver) => $"allocator/{driver.Name}";

    public static string ProgramName(ProgramSection program) => $"program/{program.Name}";

    private KernelRevision Revision => KernelRevision.Find(Scalars.WordOf(file.Algorithm.Revision))!;

    private Cast Build()
    {
        AddKernel();
        foreach (var (program, objects) in file.Programs.Zip(memory.ObjectsOfPrograms))
        {
            AddProgram(program, objects);
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
            SwapErrorsPerMillion = OddsOf(FaultKind.SwapWriteError),
            FileErrorsPerMillion = OddsOf(FaultKind.VnodeError),
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

    private int OddsOf(FaultKind kind) => file.Faults.Where(fault => fault.Kind == kind).Sum(fault => fault.Probability?.PerMillion ?? 0);

    private void AddProgram(ProgramSection program, IReadOnlyList<ObjectId> objects)
    {
        var plan = new TouchPlan(
            [.. objects.Select(id => new TouchArea(id, memory.Memory.Object(id).Size))],
            PatternOf(program),
            program.Writes.PerMillion,
            (int)(program.WorkingSet?.Pages ?? 0),
            file.Programs.TakeWhile(other => other != program).Count(other => other.Trace is not null));
        var settings = new ProgramSettings
        {
            Plan = plan,
            TouchesPerBatch = program.Touches,
            BatchesMax = program.Batches,
            IsCounted = isTimed,
            Think = program.Think,
            StartsAfter = program.Start,
            ExitsAfter = program.Exit,
            ShiftsEvery = program.Shift,
            QueueManager = builder.Reserve(KernelCast.QueueManager),
            SwapPager = builder.Reserve(KernelCast.SwapPager),
            VnodePager = builder.Reserve(KernelCast.VnodePager),
            Lock = program.Holds is { } holds ? new ProgramLock(Enum.Parse<ProgramLockKind>(holds.Lock.ToString()), objects[0], holds.For) : null,
        };
        builder.Add(ProgramName(program), new RunningProgram(settings), default(ProgramState));
        starting.Add(ProgramName(program));
    }

    // What a generator would draw the chooser picks, where it can try everything.
    private TouchPattern PatternOf(ProgramSection program) =>
        program.Trace is not null ? TouchPattern.Traced
        : isTimed || (program.Pattern == Pattern.Sequential && program.Writes.PerMillion is 0 or Share.Whole) ? Enum.Parse<TouchPattern>(program.Pattern.ToString())
        : TouchPattern.Any;

    private void AddDriver(DriverSection driver)
    {
        var allocator = builder.AddAllocator(AllocatorName(driver), file.Algorithm.OldContigmalloc == 1, Revision);
        builder.Add(DriverName(driver), new Driver(allocator, [.. driver.Requests.Select(RequestOf)]), new DriverState());
        starting.Add(DriverName(driver));
    }

    private static DriverRequest RequestOf(RequestSection request) => new(new AllocateContig(
        request.Size.Bytes,
        (ulong)request.Low.Bytes,
        (ulong)request.High.Bytes,
        (ulong)request.Alignment.Bytes,
        (ulong)request.Boundary.Bytes,
        request.Flags.Select(FlagOf).Aggregate(MallocFlags.None, (flags, flag) => flags | flag),
        request.Type,
        IsMapped: !request.Unmapped))
    {
        At = request.At,
        Repeat = request.Repeat,
        Every = request.Every,
        Hold = request.Hold,
        FreeSize = request.FreeSize?.Bytes,
    };

    private static MallocFlags FlagOf(MallocFlag flag) => flag switch
    {
        MallocFlag.NoWait => MallocFlags.NoWait,
        MallocFlag.WaitOk => MallocFlags.WaitOk,
        _ => MallocFlags.Zero,
    };

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

        AddTimetable("sysctl", [.. file.Sysctl.SelectMany(SysctlLines)]);
        AddTimetable("fault-injector", [.. file.Faults.SelectMany(FaultLines)]);
    }

    private void AddTimetable(string name, ImmutableArray<TimetableLine> lines)
    {
        if (!lines.IsEmpty)
        {
            builder.Add(name, new Timetable(lines), default(TimetableState));
            starting.Add(name);
        }
    }

    private IEnumerable<TimetableLine> SysctlLines(SysctlChange change)
    {
        if (change.OldContigmalloc is { } old && !Revision.IsOldOnly)
        {
            foreach (var driver in file.Drivers)
            {
                yield return new TimetableLine(change.At, builder.Reserve(AllocatorName(driver)), new SetOldContigmalloc(old == 1));
            }
        }

        foreach (var (name, pages) in change.Thresholds())
        {
            yield return new TimetableLine(change.At, builder.Reserve(KernelCast.QueueManager), new SetThreshold(name, pages));
        }
    }

    // Without a number of times a fault lasts. Errors by probability are the pagers' own.
    private IEnumerable<TimetableLine> FaultLines(FaultSection fault)
    {
        if (fault.Probability is not null)
        {
            yield break;
        }

        var (at, times) = (fault.At ?? Duration.Zero, fault.Times ?? -1);
        if (fault.Kind == FaultKind.KvaExhausted)
        {
            yield return new TimetableLine(at, builder.Reserve(KernelCast.KernelMap), new ExhaustKernelMap(times));
        }
        else if (fault.Kind is FaultKind.FsSuspended or FaultKind.FsResumed)
        {
            yield return new TimetableLine(at, builder.Reserve(KernelCast.VnodePager), fault.Kind == FaultKind.FsSuspended ? new SuspendWrites() : new ResumeWrites());
        }
        else if (fault.Kind == FaultKind.ObjectTrylockMiss)
        {
            foreach (var id in ObjectsOf(fault))
            {
                yield return new TimetableLine(at, builder.Reserve(KernelCast.QueueManager), new MissTrylocks(id, times));
            }
        }
        else
        {
            var (pager, kind) = WriteFaultOf(fault.Kind);
            yield return new TimetableLine(at, builder.Reserve(pager), new FailWrites(new WriteFault(fault.Page is { } page ? new PageIndex(page) : PageIndex.None, kind, times)));
        }
    }

    private IEnumerable<ObjectId> ObjectsOf(FaultSection fault) => fault.Object is { } name
        ? [memory.InitialObjects[name]]
        : file.Programs.Zip(memory.ObjectsOfPrograms).Where(pair => fault.Program is null || pair.First.Name == fault.Program).SelectMany(pair => pair.Second);

    private static (string Pager, WriteFaultKind Kind) WriteFaultOf(FaultKind kind) => kind switch
    {
        FaultKind.SwapWriteError => (KernelCast.SwapPager, WriteFaultKind.IoError),
        FaultKind.SwapNoSpace or FaultKind.SwapFull => (KernelCast.SwapPager, WriteFaultKind.NoSpace),
        FaultKind.VnodeAgain => (KernelCast.VnodePager, WriteFaultKind.Again),
        FaultKind.VnodeBad => (KernelCast.VnodePager, WriteFaultKind.Bad),
        FaultKind.VnodeFail => (KernelCast.VnodePager, WriteFaultKind.Fail),
        _ => (KernelCast.VnodePager, WriteFaultKind.Error),
    };

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
