using ActorVm.Actors;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

using PropertyKind = ActorVm.Simulation.PropertyKind;

namespace ActorVm.Cli.Exploring;

/// <summary>How much an engine must see to judge a property.</summary>
internal enum Reach
{
    /// <summary>One actor's own history, or something that stays once it has happened, or the end of a run: every engine sees it.</summary>
    Everywhere,

    /// <summary>Several actors at the same moment: an engine that leaves out equivalent orders may pass it by.</summary>
    Moments,

    /// <summary>What happened before: only engines that make one run after another.</summary>
    Runs,

    /// <summary>How long something takes: nobody, where time stands still.</summary>
    Time,
}

/// <summary>A property of a scenario as an exploration can ask for it.</summary>
/// <param name="Properties">Nothing where time is needed; two where there is a rule for every moment and one for the end.</param>
internal sealed record KernelProperty(string Name, Reach Reach, IReadOnlyList<Property> Properties);

/// <summary>From the names in the catalogue to what explorations ask of a situation.</summary>
internal sealed class KernelProperties(KernelRoles roles, LoadedScenario scenario)
{
    private const int FingerprintsMost = 1 << 20;

    private static readonly string[] Implied = ["no-panic", "no-deadlock"];

    private readonly ScenarioFile file = roles.File;

    /// <summary>A situation was seen that is as good as an end.</summary>
    public bool HasRested { get; private set; }

    private delegate string? Problem(in KernelSituation kernel);

    private delegate bool Sight(in KernelSituation kernel);

    public IReadOnlyList<KernelProperty> All() =>
    [
        .. Implied.Where(name => file.Always.All(use => use.Property.Name != name)).Select(name => AlwaysProperty(name, null)),
        .. file.Always.Select(use => AlwaysProperty(use.Property.Name, use.Argument)),
        .. file.Sometimes.Select(use => SometimesProperty(use.Property.Name)),
        .. file.Eventually.Select(use => EventuallyProperty(use.Property.Name, use.Argument)),
    ];

    private KernelProperty AlwaysProperty(string name, object? argument) => name switch
    {
        "invariants" or KernelInvariants.Conservation or KernelInvariants.OneHomePerPage or KernelInvariants.QueueLengths
            or KernelInvariants.WireCounts or KernelInvariants.FreePages or KernelInvariants.CachePages or KernelInvariants.ClaimedPages =>
            Always(name, (in KernelSituation kernel) => KernelProblems.Invariants(kernel, name), ofMemory: true),
        "no-page-leaked" => Always(name, KernelProblems.Leaked, Reach.Moments),
        "no-panic" => Always(name, KernelProblems.Panic),
        "no-deadlock" => new KernelProperty(name, Reach.Everywhere, [Make(name, PropertyKind.Always, KernelProblems.CircleOfLocks) with { HoldsInAnyOrder = true }, .. AtTheEnd(name, KernelProblems.SleepsForEver)]),
        "no-livelock" => Always(name, KernelProblems.Spinning),
        "nowait-never-sleeps" => Always(name, KernelProblems.SleepingDespiteNoWait),
        "grants-are-in-range" => Always(name, KernelProblems.OutOfRange),
        "writes-no-more-than-asked" => Always(name, KernelProblems.WritesMoreThanAsked),
        "interrupts-get-pages" => Always(name, KernelProblems.NoInterruptPage),
        "free-count-at-least" => Always($"{name}: {argument}", (in KernelSituation kernel) => KernelProblems.TooFewFree(kernel, (int)argument!)),
        "no-starvation" or "no-page-is-passed-over" => new KernelProperty(name, Reach.Time, []),
        _ => new KernelProperty(name, Reach.Runs, [RunProperty.Of(name, argument, scenario)]),
    };

    private KernelProperty SometimesProperty(string name) => name switch
    {
        "a-request-is-granted" => Sometimes(name, (in KernelSituation kernel) => KernelSights.HasResult(kernel, ContigOutcome.Granted)),
        "a-request-is-refused" => Sometimes(name, (in KernelSituation kernel) => KernelSights.HasResult(kernel, ContigOutcome.Refused)),
        "a-page-is-laundered" => Sometimes(name, KernelSights.WritesForContig),
        "the-allocator-sleeps" => Sometimes(name, KernelSights.AllocatorSleeps),
        "the-page-daemon-runs" => Sometimes(name, KernelSights.DaemonRuns),
        "a-program-waits-for-memory" => Sometimes(name, KernelSights.ProgramWaitsForMemory),
        "swap-is-full" => Sometimes(name, KernelSights.SwapIsFull),
        "kva-is-exhausted" => Sometimes(name, KernelSights.Has<NoSpace>),
        _ => new KernelProperty(name, Reach.Time, []), // both-algorithms-run: of a run as a whole
    };

    private KernelProperty EventuallyProperty(string name, object? argument) => name switch
    {
        "requests-are-answered" => Eventually(name, KernelProblems.Unanswered),
        "requests-are-granted" => Eventually(name, KernelProblems.NotGranted),
        "granted-at-least" => Eventually($"{name}: {argument}", (in KernelSituation kernel) => KernelProblems.GrantedLessThan(kernel, (Share)argument!)),
        "memory-comes-back" => Eventually(name, KernelProblems.StillWired),
        "no-page-leaked" => Eventually(name, KernelProblems.Leaked),
        "malloc-statistics" => Eventually(name, KernelProblems.WrongStatistics),
        _ => new KernelProperty(name, Reach.Time, []), // answered-within
    };

    private KernelProperty Always(string name, Problem problem, Reach reach = Reach.Everywhere, bool ofMemory = false) =>
        new(name, reach, [(ofMemory ? OfMemory(name, problem) : Make(name, PropertyKind.Always, problem)) with { HoldsInAnyOrder = reach == Reach.Everywhere }]);

    private KernelProperty Eventually(string name, Problem problem) => new(name, Reach.Everywhere, AtTheEnd(name, problem));

    // With a page daemon no run has an end: what must hold there must hold whenever all others are through.
    private IReadOnlyList<Property> AtTheEnd(string name, Problem problem) => !file.PageDaemon
        ? [Make(name, PropertyKind.Eventually, problem)]
        : [Make(name, PropertyKind.Eventually, problem), Make(name, PropertyKind.Always, (in KernelSituation kernel) => kernel.IsAtRest && Rests() ? problem(kernel) : null)];

    private bool Rests() => HasRested = true;

    private KernelProperty Sometimes(string name, Sight isIt) =>
        new(name, Reach.Moments, [Property.Sometimes(name, situation => isIt(new KernelSituation(situation, roles)))]);

    private Property Make(string name, PropertyKind kind, Problem problem) => new(
        name,
        kind,
        situation => problem(new KernelSituation(situation, roles)) is null,
        situation => problem(new KernelSituation(situation, roles)) is { } found ? $"{name}: {found}" : name);

    // Engines that keep situations show the same memory again and again: what was found out about it stays true.
    private Property OfMemory(string name, Problem problem)
    {
        var known = new System.Runtime.CompilerServices.ConditionalWeakTable<KernelMemory, object>();
        var plain = Make(name, PropertyKind.Always, problem);
        var good = new HashSet<ulong>();
        return plain with { Holds = situation => situation is World ? IsGood(situation) : Known(situation) };

        // Runs that begin alike, and most steps of a run, show memory that was looked at before.
        bool IsGood(ISituation situation)
        {
            var memory = situation.StateOf<QueueManagerState>(roles.QueueManager).Memory.Fingerprint;
            if (good.Contains(memory))
                return true;
            if (good.Count == FingerprintsMost)
                good.Clear();
            return plain.Holds(situation) && good.Add(memory);
        }

        bool Known(ISituation situation) =>
            (bool)known.GetValue(situation.StateOf<QueueManagerState>(roles.QueueManager).Memory, _ => plain.Holds(situation));
    }
}
