using ActorVm.Actors;
using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Properties;
using ActorVm.Cli.Recording;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>
/// One run: the world, those who watch it, and how far it is. It can be left between two calls of <see cref="Advance"/>,
/// saved there, and gone on with in another process.
/// </summary>
internal sealed class ScenarioRun : IDisposable
{
    private const int StepsToDrain = 1_000;

    private readonly LoadedScenario scenario;
    private readonly RunOptions options;
    private readonly World world;
    private readonly ScenarioEvents events;
    private readonly RequestLog requests = new();
    private readonly HelpAsked help = new();
    private readonly EvictionTally evictions = new();
    private readonly RunView view;
    private readonly List<PropertyWatch> watches;
    private readonly PropertyWatch[] sweepers;
    private readonly long stepsBetweenSweeps;
    private readonly RunReport before;
    private readonly Tick until;
    private readonly RandomOrder order;
    private readonly RunRecorder? schedule;
    private PropertyReport? breakdown;
    private bool isThrough;
    private int drained;

    public ScenarioRun(LoadedScenario scenario, RunOptions options, Pace pace = Pace.Timed)
    {
        (this.scenario, this.options) = (scenario, options);
        until = default(Tick) + (options.Until ?? scenario.File.Until);
        var cast = ScenarioWorld.Cast(scenario, pace);
        world = ActorVm.Simulation.Schedule.StartOf(cast.World, [.. options.Without]);
        events = new ScenarioEvents(scenario.File.Without(options.Without), cast.Memory);
        view = new RunView(world, requests, scenario.File, cast.Memory.Reserve);
        view.Ears.Other = evictions;
        watches = [.. PropertyRegistry.Create(scenario.File)];
        if (options.Check && watches.TrueForAll(watch => watch.Name != "invariants"))
        {
            watches.Add(PropertyRegistry.Always("invariants", null));
        }

        sweepers = [.. watches.Where(watch => watch.SweepsMemory)];
        stepsBetweenSweeps = options.Check ? 1 : Math.Max(1_000, view.Memory.Length);
        before = Before();
        order = new RandomOrder((ulong)options.Seed);
        schedule = options.Schedule is { } file ? new RunRecorder(file, scenario, world, options) : null;
        Chooser = scenario.File.Events.Count > 0 ? new OutsideFirst(order) : order;
    }

    public World World => world;

    /// <summary>Makes the choices. Whoever replaces it may go on asking it.</summary>
    public IChooser Chooser { get; set; }

    /// <summary>Where the generator of the seed is.</summary>
    public SplitMix64 Generator
    {
        get => order.Generator;
        set => order.Generator = value;
    }

    /// <summary>What always should hold and does not any more; null as far as anybody saw.</summary>
    public PropertyReport? Broken => breakdown ?? watches.OfType<AlwaysWatch>().FirstOrDefault(watch => watch.HasFailed)?.Conclude(view);

    /// <summary>To the end, at one go.</summary>
    public RunReport Run()
    {
        while (Advance())
        {
        }

        return Report();
    }

    /// <summary>A run that was made on real threads, made again and watched.</summary>
    public RunReport Follow(IReadOnlyList<LiveDelivery> deliveries)
    {
        var live = new LiveOrder(deliveries);
        Chooser = live;
        while (breakdown is null && live.IsReady(world) && StepOrBreakDown())
        {
            isThrough = false;
        }

        return Report();
    }

    /// <summary>The next step, and what a scenario's events make of it.</summary>
    /// <returns>False when the run has come to its end.</returns>
    public bool Advance() => breakdown is null && MayStep() && StepOrBreakDown();

    private bool StepOrBreakDown()
    {
        try
        {
            return isThrough ? Drain() : Step();
        }
        catch (Exception found) when (found is KernelPanicException or UnexpectedMessageException)
        {
            schedule?.Write(world, threw: true);
            breakdown = new PropertyReport(found is KernelPanicException ? "no-panic" : "no-unexpected-message", "always", Holds: false, $"step {world.Steps}: {found.Message}");
            return false;
        }
    }

    /// <summary>What the run came to, or has come to so far.</summary>
    public RunReport Report()
    {
        Sweep();
        return before with
        {
            Steps = world.Steps,
            VirtualTime = world.Now - default(Tick),
            StateHash = world.Fingerprint.ToString(),
            Requests = requests.Reports(),
            OpenCalls = requests.Open,
            Counts = Pictures.Counts(view.Memory, view.PagesKeptUnmapped, view.Claims().Sum(claim => claim.Pages)),
            Counters = Counters(),
            Malloc = [.. view.Malloc.Types.Select(type => new MallocReport(type.Type, type.InUse, type.MemoryUse, type.MaxUsed, type.Calls))],
            Properties = [.. watches.Select(watch => watch.Conclude(view)).Where(property => property.Name != breakdown?.Name), .. breakdown is null ? [] : (PropertyReport[])[breakdown]],
            After = Pictures.Of(view.Memory),
        };
    }

    /// <summary>The world, and all that its bystanders remember, as the difference from a world put aside.</summary>
    public byte[] Save(World since)
    {
        var writer = World.WriterSince(since);
        Codec<string>.Default.Write(writer, Cast());
        writer.Write(isThrough);
        writer.Write(drained);
        Codec<SplitMix64>.Default.Write(writer, Generator);
        foreach (var bystander in Bystanders())
        {
            Luggage.Write(writer, bystander);
        }

        world.Save(writer);
        return writer.Written.ToArray();
    }

    /// <summary>Becomes what was saved by a run of the same scenario.</summary>
    public void Load(ReadOnlySpan<byte> saved, World since)
    {
        var reader = World.ReaderSince(saved, since);
        if (Codec<string>.Default.Read(ref reader) is var cast && cast != Cast())
        {
            throw new InvalidDataException($"saved with {cast}; this run has {Cast()}");
        }

        isThrough = reader.Read<bool>();
        drained = reader.Read<int>();
        Generator = Codec<SplitMix64>.Default.Read(ref reader);
        foreach (var bystander in Bystanders())
        {
            Luggage.Read(ref reader, bystander);
        }

        world.Load(ref reader);
        view.Listen();
    }

    public void Dispose() => schedule?.Dispose();

    private IEnumerable<object> Bystanders() => [events, requests, help, evictions, view.Ears, .. watches];

    // Who takes part, in the order in which they are saved.
    private string Cast() => string.Join(", ", Enumerable.Range(0, world.ActorCount).Select(actor => world.NameOf(new ActorId(actor))).Concat(watches.Select(watch => watch.Name)));

    private bool MayStep() => world.NextDue is { } due && due <= until && (options.Steps is not { } most || world.Steps < most);

    private bool Step()
    {
        StepOnce();
        isThrough = view.QueueManager.Panic is not null || (IsAnswer(world.Last.Message) && AllThrough());
        return true;
    }

    // What was said together with the last answer is still heard.
    private bool Drain()
    {
        if (drained >= StepsToDrain || world.NextDue is not { } due || due > world.Now)
        {
            return false;
        }

        StepOnce();
        drained++;
        return true;
    }

    private void StepOnce()
    {
        world.Step(Chooser);
        var step = world.Last;
        schedule?.Write(world);
        requests.Saw(step, world);
        help.Saw(step);
        foreach (var watch in watches)
        {
            watch.Saw(step, view);
        }

        events.After(world);
        if (sweepers.Length > 0 && world.Steps % stepsBetweenSweeps == 0)
        {
            Sweep();
        }

        if (world.Steps % options.ProgressEvery == 0)
        {
            options.Progress?.Invoke(new RunProgress(world.Steps, world.Now - default(Tick)));
        }
    }

    private void Sweep()
    {
        var violations = sweepers.Length == 0 ? [] : KernelInvariants.Violations(view.Memory);
        foreach (var watch in sweepers)
        {
            watch.Sweep(view, violations);
        }
    }

    private static bool IsAnswer(Message message) => message is ContigGranted or ContigRefused or ContigFreed or ContigHangs or ContigCrashed;

    private bool AllThrough() => AllThrough(scenario.File, name => world.StateOf<DriverState>(world.IdOf(name)));

    /// <summary>No driver has anything more to ask or to give back.</summary>
    public static bool AllThrough(ScenarioFile file, Func<string, DriverState> stateOf) =>
        file.Drivers.All(driver => IsThrough(driver, stateOf(ScenarioWorld.DriverName(driver))));

    // Memory without a time to give it back is kept; that is no reason to wait.
    private static bool IsThrough(DriverSection driver, DriverState state) => state.WaitingOn == DriverWait.Stuck
        || (state.WaitingOn == DriverWait.Time && state.Request == driver.Requests.Count && state.Held.All(held => driver.Requests[held.Request].Hold is null));

    private RunReport Before() => new()
    {
        Scenario = scenario.Name,
        Seed = options.Seed,
        Revision = Scalars.WordOf(scenario.File.Algorithm.Revision),
        Algorithm = scenario.File.Algorithm.IsOld ? "old" : "new",
        Steps = 0,
        VirtualTime = Duration.Zero,
        StateHash = "",
        CountsBefore = Pictures.Counts(view.Memory, view.PagesKeptUnmapped, view.Claims().Sum(claim => claim.Pages)),
        Before = Pictures.Of(view.Memory),
    };

    private IReadOnlyList<Count> Counters()
    {
        var meter = view.Memory.Meter;
        var programs = scenario.File.Programs.Select(program => world.StateOf<ProgramState>(world.IdOf(ScenarioWorld.ProgramName(program))).CountersOf(ScenarioPrograms.TouchesPerBatch(program))).ToArray();
        return
        [
            new("v_pdwakeups", meter.DaemonWakeups),
            new("v_pdpages", meter.ScannedByDaemon),
            new("v_dfree", meter.FreedByDaemon),
            new("v_tfree", meter.FreedTotal),
            new("v_reactivated", meter.Reactivated),
            new(RunReport.PagesLaundered, requests.PagesLaundered),
            new(RunReport.PagesTaken, evictions.Pages),
            new("touches", programs.Sum(program => program.Touches)),
            new("faults", programs.Sum(program => program.Faults)),
            new("pages read", programs.Sum(program => program.PagesRead)),
            new("waits for memory", programs.Sum(program => program.MemoryWaits)),
            .. help.Counts(),
        ];
    }
}
