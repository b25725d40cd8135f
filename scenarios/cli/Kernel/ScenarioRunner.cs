using ActorVm.Actors;
using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Properties;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>Builds the world of a scenario and runs it in virtual time until every driver is through, or time is up.</summary>
internal sealed class ScenarioRunner : IScenarioRunner
{
    public RunReport Run(LoadedScenario scenario, RunOptions options) => new ScenarioRun(scenario, options).Run();
}

/// <summary>One run.</summary>
internal sealed class ScenarioRun
{
    private const long StepsBetweenProgress = 1 << 16;
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
    private PropertyReport? breakdown;

    public ScenarioRun(LoadedScenario scenario, RunOptions options, Pace pace = Pace.Timed)
    {
        (this.scenario, this.options) = (scenario, options);
        var cast = ScenarioWorld.Cast(scenario, pace);
        world = cast.World;
        events = new ScenarioEvents(scenario.File, cast.Memory);
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
    }

    public RunReport Run()
    {
        var order = new RandomOrder((ulong)options.Seed);
        return Run(schedule => StepUntilDone(scenario.File.Events.Count > 0 ? new OutsideFirst(order) : order, schedule));
    }

    /// <summary>A run that was made on real threads, made again and watched.</summary>
    public RunReport Follow(IReadOnlyList<LiveDelivery> deliveries)
    {
        var order = new LiveOrder(deliveries);
        return Run(schedule =>
        {
            while (order.IsReady(world))
            {
                Step(order, schedule);
            }
        });
    }

    private RunReport Run(Action<RunRecorder?> steps)
    {
        using var schedule = options.Schedule is { } file ? new RunRecorder(file, scenario, world, options.Seed) : null;
        try
        {
            steps(schedule);
        }
        catch (Exception found) when (found is KernelPanicException or UnexpectedMessageException)
        {
            schedule?.Write(world, threw: true);
            breakdown = new PropertyReport(found is KernelPanicException ? "no-panic" : "no-unexpected-message", "always", Holds: false, $"step {world.Steps}: {found.Message}");
        }

        Sweep();
        return Report();
    }

    private void StepUntilDone(IChooser chooser, RunRecorder? schedule)
    {
        var until = default(Tick) + (options.Until ?? scenario.File.Until);
        var isThrough = false;
        while (!isThrough && MayStep(until))
        {
            Step(chooser, schedule);
            isThrough = view.QueueManager.Panic is not null || (IsAnswer(world.Last.Message) && AllThrough());
        }

        // What was said together with the last answer is still heard.
        for (var drained = 0; isThrough && drained < StepsToDrain && world.NextDue is { } due && due <= world.Now && MayStep(until); drained++)
        {
            Step(chooser, schedule);
        }
    }

    private bool MayStep(Tick until) => world.NextDue is { } due && due <= until && (options.Steps is not { } most || world.Steps < most);

    private void Step(IChooser chooser, RunRecorder? schedule)
    {
        world.Step(chooser);
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

        if (world.Steps % StepsBetweenProgress == 0)
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
        CountsBefore = Pictures.Counts(view.Memory, view.PagesKeptUnmapped),
        Before = Pictures.Of(view.Memory),
    };

    private RunReport Report() => before with
    {
        Steps = world.Steps,
        VirtualTime = world.Now - default(Tick),
        StateHash = world.Fingerprint.ToString(),
        Requests = requests.Reports(),
        OpenCalls = requests.Open,
        Counts = Pictures.Counts(view.Memory, view.PagesKeptUnmapped),
        Counters = Counters(),
        Malloc = [.. view.Malloc.Types.Select(type => new MallocReport(type.Type, type.InUse, type.MemoryUse, type.MaxUsed, type.Calls))],
        Properties = [.. watches.Select(watch => watch.Conclude(view)).Where(property => property.Name != breakdown?.Name), .. breakdown is null ? [] : (PropertyReport[])[breakdown]],
        After = Pictures.Of(view.Memory),
    };

    private IReadOnlyList<Count> Counters()
    {
        var meter = view.Memory.Meter;
        var programs = scenario.File.Programs.Select(program => world.StateOf<ProgramState>(world.IdOf(ScenarioWorld.ProgramName(program))).Counters).ToArray();
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
