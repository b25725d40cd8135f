using ActorVm.Actors;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Properties;

/// <summary>What a property may look at: the world after a delivery, and what became of the requests so far.</summary>
internal sealed class RunView
{
    private readonly World world;
    private readonly RequestLog requests;
    private readonly LowMemoryReserve reserve;
    private readonly KernelRevision revision;
    private readonly ActorId queueManager;
    private readonly ActorId vnodePager;
    private readonly ActorId mallocStatistics;
    private readonly ActorId[] drivers;
    private readonly int wiredAtStart;

    public RunView(World world, RequestLog requests, ScenarioFile file, LowMemoryReserve reserve = default)
    {
        (this.world, this.requests, this.reserve) = (world, requests, reserve);
        revision = ScenarioWorld.RevisionOf(file);
        HasPageZero = file.PageZero;
        queueManager = world.IdOf(KernelCast.QueueManager);
        vnodePager = world.IdOf(KernelCast.VnodePager);
        mallocStatistics = world.IdOf(KernelCast.MallocStatistics);
        drivers =
        [
            .. Enumerable.Range(0, world.ActorCount).Select(number => new ActorId(number))
                .Where(actor => world.NameOf(actor).StartsWith("driver/", StringComparison.Ordinal)),
        ];
        wiredAtStart = Memory.Meter.WireCount;
        Listen();
    }

    /// <summary>Hears the kernel's memory, which is another object after a world was loaded.</summary>
    public void Listen() => Memory.Trace = Ears;

    public World World => world;

    public RequestLog Requests => requests;

    public QueueManagerState QueueManager => world.StateOf<QueueManagerState>(queueManager);

    public VnodePagerState VnodePager => world.StateOf<VnodePagerState>(vnodePager);

    /// <summary>What kernel code does to single pages.</summary>
    public KernelEars Ears { get; } = new();

    public KernelMemory Memory => QueueManager.Memory;

    public MallocStatisticsState Malloc => world.StateOf<MallocStatisticsState>(mallocStatistics);

    /// <summary>pagezero runs: one page at a time may be on its way.</summary>
    public bool HasPageZero { get; }

    /// <summary>Nothing is under way, except that the page daemon will look at its statistics again, with no page needed.</summary>
    public bool IsQuiet => QueueManager.Panic is null && !Memory.Meter.PagesNeeded && world.Pending.All(pending => pending.Message is DaemonTimeout);

    /// <summary>Pages from vm_page_alloc_contig that drivers hold now.</summary>
    public int PagesKeptUnmapped => drivers.Sum(driver =>
        world.StateOf<DriverState>(driver).Held.Where(held => held.KernelAddress == 0).Sum(held => held.Pages));

    /// <summary>Pages wired now and not at the start; those of the reserve were wired all the time.</summary>
    public int WiredSince => Memory.Meter.WireCount - wiredAtStart + reserve.CountUsed(Memory);

    /// <summary>Threads that sleep with claimed pages, and how many.</summary>
    public IEnumerable<(ActorId Thread, int Pages)> Claims() => requests.Unanswered
        .Select(request => (request.Thread, KernelInvariants.ClaimedBy(Memory, StateOf(request), revision.GoesDownwards).Count))
        .Where(claim => claim.Count > 0);

    /// <inheritdoc cref="Claims"/>
    public IReadOnlyList<ActorId> HoldersOfClaims() => [.. Claims().Select(claim => claim.Thread)];

    /// <summary>What the thread of a call waits for.</summary>
    public string WaitOf(LoggedRequest request) => StateOf(request).WaitingOn switch
    {
        AllocatorWait.BusyPage => "asleep on a busy page (\"vpctw0\")",
        AllocatorWait.PageOut => "asleep in a page-out (\"swwrt\")",
        AllocatorWait.Vnode when VnodePager.Suspended.Any(writer => writer.Thread == request.Thread) => "asleep until writes to files are resumed (\"suspfs\")",
        AllocatorWait.Vnode => "asleep on the lock of a vnode",
        AllocatorWait.Spinning => "spinning with the page-queue mutex held",
        var wait => $"at {wait}",
    };

    /// <summary>Pages handed to pagers for a call so far.</summary>
    public int WrittenFor(LoggedRequest request) => requests.WrittenFor(request.Thread);

    private AllocatorState StateOf(LoggedRequest request) => world.StateOf<AllocatorState>(request.Thread);
}

/// <summary>One property of one run: is told of every delivery, is asked to look at all of memory now and then, and says at the end whether it holds.</summary>
internal abstract class PropertyWatch(string name, string kind)
{
    public string Name => name;

    /// <summary>Looking at every page takes time, so it is not done after every step unless asked for.</summary>
    public virtual bool SweepsMemory => false;

    public virtual void Saw(in Delivered step, RunView view)
    {
    }

    /// <summary>All of memory was looked at: these invariants do not hold.</summary>
    public virtual void Sweep(RunView view, IReadOnlyList<InvariantViolation> violations)
    {
    }

    public abstract PropertyReport Conclude(RunView view);

    protected PropertyReport Report(bool holds, string? detail) => new(name, kind, holds, detail);
}

/// <summary>Must hold all the time; remembers where it first did not.</summary>
internal abstract class AlwaysWatch(string name) : PropertyWatch(name, "always")
{
    private string? failure;

    public bool HasFailed => failure is not null;

    /// <summary>What was wrong, and when; null while nothing was.</summary>
    public string? Failure => failure;

    public override PropertyReport Conclude(RunView view) => Report(!HasFailed, failure);

    protected void Fail(RunView view, string detail) => failure ??= $"step {view.World.Steps}, {Scenarios.Times.Text(view.World.Now - default(Tick))}: {detail}";
}

/// <summary>Must be seen once.</summary>
internal sealed class SometimesWatch(string name, Func<Message, bool> isIt) : PropertyWatch(name, "sometimes")
{
    private bool seen;

    public override void Saw(in Delivered step, RunView view) => seen = seen || isIt(step.Message);

    public override PropertyReport Conclude(RunView view) => Report(seen, "was never seen");
}

/// <summary>Must be true at the end; the function says what is not.</summary>
internal sealed class EventuallyWatch(string name, Func<RunView, string?> problem) : PropertyWatch(name, "eventually")
{
    public override PropertyReport Conclude(RunView view)
    {
        var found = problem(view);
        return Report(found is null, found);
    }
}
