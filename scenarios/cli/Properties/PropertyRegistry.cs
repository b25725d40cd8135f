using System.Globalization;

using ActorVm.Actors;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Properties;

/// <summary>From the names in the catalogue to what watches for them. A name without a watch is a mistake of ours, found by a test.</summary>
internal static class PropertyRegistry
{
    /// <summary>What no scenario needs to ask for.</summary>
    private static readonly string[] Implied = ["no-panic", "no-deadlock"];

    public static IReadOnlyList<PropertyWatch> Create(ScenarioFile file) =>
    [
        .. Implied.Where(name => file.Always.All(use => use.Property.Name != name)).Select(name => Always(name, null)),
        .. file.Always.Select(use => Always(use.Property.Name, use.Argument)),
        .. file.Sometimes.Select(use => Sometimes(use.Property.Name)),
        .. file.Eventually.Select(use => Eventually(use.Property.Name, use.Argument)),
    ];

    public static PropertyWatch Always(string name, object? argument) => name switch
    {
        "invariants" or KernelInvariants.Conservation or KernelInvariants.OneHomePerPage or KernelInvariants.QueueLengths
            or KernelInvariants.WireCounts or KernelInvariants.FreePages or KernelInvariants.CachePages or KernelInvariants.ClaimedPages => new MemoryWatch(name),
        "no-page-leaked" => new LeakWatch(name),
        "no-panic" => new NeverWatch(name, (in Delivered step, RunView _) => step.Message is KernelPanicked panic ? $"panic: {panic.Panic}" : null),
        "no-deadlock" => new DeadlockWatch(name),
        "no-livelock" => new NeverWatch(name, Spinning),
        "no-starvation" => new StarvationWatch($"{name}: {Times.Text((Duration)argument!)}", (Duration)argument),
        "no-page-is-passed-over" => new PassedOverWatch($"{name}: {Times.Text((Duration)argument!)}", (Duration)argument),
        "locks-in-order" => new NeverWatch(name, (in Delivered step, RunView view) => LockOrder.Reversal(view.QueueManager, view.VnodePager, step.From, step.Message, view.World.NameOf)),
        "zeroed-as-asked" => new ZeroedWatch(name),
        "granted-when-memory-is-there" => RefusalWatch.Free(name),
        "granted-when-memory-can-be-had" => RefusalWatch.Reclaimable(name),
        "free-memory-first" => new EvictionWatch(name),
        "writes-no-more-than-asked" => new WritingWatch(name),
        "daemon-is-woken" => new DaemonWokenWatch(name),
        "interrupts-get-pages" => new NeverWatch(name, (in Delivered step, RunView view) => step.Message is NoInterruptPage ? $"an interrupt handler needs a page and there is none: v_free_count is {view.Memory.Meter.FreeCount}" : null),
        "grants-are-in-range" => new NeverWatch(name, OutOfRange),
        "grants-last" => new NeverWatch(name, LostGrant),
        "no-dead-object-is-used" => new NeverWatch(name, (in Delivered step, RunView view) => view.Ears.TerminatedObjectInUse is { IsNone: false } id ? $"{view.World.NameOf(step.From)} works on object {id.Value}, which was terminated while it slept" : null),
        "nowait-never-sleeps" => new NeverWatch(name, SleepsDespiteNoWait),
        "free-count-at-least" => new FreeCountWatch($"{name}: {argument}", (int)argument!),
        _ => throw new NotSupportedException($"nothing watches for '{name}' under always"),
    };

    public static PropertyWatch Sometimes(string name) => name switch
    {
        "a-request-is-granted" => new SometimesWatch(name, message => message is ContigGranted),
        "a-request-is-refused" => new SometimesWatch(name, message => message is ContigRefused),
        "a-page-is-laundered" => new SometimesWatch(name, message => message is ContigPutsPages or ContigPagesWritten),
        "the-allocator-sleeps" => new SometimesWatch(name, message => message is ContigSleepsOnPage or ContigPutsPages or ContigCleansObject),
        "the-page-daemon-runs" => new DaemonWatch(name),
        "a-program-waits-for-memory" => new SometimesWatch(name, message => message is FaultWaitsForMemory),
        "a-process-is-killed" => new SometimesWatch(name, message => message is ProcessKilled),
        "swap-is-full" => new SometimesWatch(name, message => message is PagesWritten written && written.Outcomes.Contains(PageOutStatus.NoSpace)),
        "kva-is-exhausted" => new SometimesWatch(name, message => message is NoSpace),
        "both-algorithms-run" => new BothAlgorithmsWatch(name),
        _ => throw new NotSupportedException($"nothing watches for '{name}' under sometimes"),
    };

    public static PropertyWatch Eventually(string name, object? argument) => name switch
    {
        "requests-are-answered" => new EventuallyWatch(name, view => view.Requests.Open == 0 ? null : $"{(view.Requests.Open == 1 ? "1 call has" : $"{view.Requests.Open} calls have")} not returned: {string.Join("; ", Sleepers.Describe(view))}"),
        "requests-are-granted" => new EventuallyWatch(name, view => NotGranted(view.Requests.All) is > 0 and var left ? $"{left} of {view.Requests.All.Count} were not" : null),
        "answered-within" => new EventuallyWatch($"{name}: {Times.Text((Duration)argument!)}", view => SlowerThan(view, (Duration)argument!)),
        "granted-at-least" => new EventuallyWatch($"{name}: {argument}", view => GrantedLessThan(view.Requests.All, (Share)argument!)),
        "memory-comes-back" => new EventuallyWatch(name, StillWired),
        "no-page-leaked" => new EventuallyWatch(name, view => Leaks.Count(view.Memory) is var leaked && leaked > Leaks.InTransit(view) && view.Requests.Open == 0 ? $"{leaked} pages are on no queue and nobody's" : null),
        "malloc-statistics" => new EventuallyWatch(name, StatisticsProblem),
        _ => throw new NotSupportedException($"nothing watches for '{name}' under eventually"),
    };

    private static string? Spinning(in Delivered step, RunView view)
    {
        if (step.Message is not ContigSpins spins)
        {
            return null;
        }

        var where = RangeWords.Of(view.Memory, spins.Work.Index, spins.Work.Index);
        return $"{view.World.NameOf(step.To)} spins for ever: it claims page {spins.Work.Index}, which is {where[2..]}, and holds the page-queue mutex";
    }

    private static string? OutOfRange(in Delivered step, RunView view)
    {
        if (step.Message is not ContigGranted granted || view.Requests.All.LastOrDefault(request => ReferenceEquals(request.Answer, granted)) is not { } request)
        {
            return null;
        }

        var (call, first) = (request.Call, (ulong)granted.PhysicalAddress);
        var end = first + ((ulong)granted.Pages << PageSize.Shift);
        var isContiguous = Enumerable.Range(0, granted.Pages).All(i => view.Memory.AddressOf(granted.First + i) == granted.PhysicalAddress + ((long)i << PageSize.Shift));
        var crosses = call.Boundary > 1 && (first & ~(call.Boundary - 1)) != ((end - 1) & ~(call.Boundary - 1));

        return !isContiguous ? $"{request.Driver} got pages that do not lie side by side"
            : first < call.Low || end > call.High ? string.Create(CultureInfo.InvariantCulture, $"{request.Driver} got 0x{first:x}, which is not between 0x{call.Low:x} and 0x{call.High:x}")
            : call.Alignment > 1 && (first & (call.Alignment - 1)) != 0 ? string.Create(CultureInfo.InvariantCulture, $"{request.Driver} got 0x{first:x}, which is not aligned to 0x{call.Alignment:x}")
            : crosses ? string.Create(CultureInfo.InvariantCulture, $"{request.Driver} got 0x{first:x}, which crosses a boundary of 0x{call.Boundary:x}")
            : null;
    }

    private static string? SleepsDespiteNoWait(in Delivered step, RunView view) =>
        step.Message is ContigSleepsOnPage or ContigPutsPages or ContigCleansObject
        && view.Requests.OpenOf(step.To) is { } request && request.Call.Flags.HasFlag(MallocFlags.NoWait)
            ? $"{request.Driver} said M_NOWAIT and sleeps"
            : null;

    // Only contigfree and the like can take it away, so it looks after those.
    private static string? LostGrant(in Delivered step, RunView view)
    {
        if (step.Message is not (ContigUnmapped or ContigReleased))
        {
            return null;
        }

        foreach (var request in view.Requests.All.Where(request => request is { Answer: ContigGranted, IsFreed: false, Call.IsMapped: true }))
        {
            var (granted, last) = ((ContigGranted)request.Answer!, ((ContigGranted)request.Answer!).First.Value + ((ContigGranted)request.Answer!).Pages - 1);
            if (Enumerable.Range(granted.First.Value, granted.Pages).Any(page => view.Memory[new PageIndex(page)].WireCount == 0))
            {
                return $"{request.Driver} still uses pages {granted.First.Value} to {last}, but {RangeWords.Of(view.Memory, granted.First.Value, last)}";
            }
        }

        return null;
    }

    private static int NotGranted(IReadOnlyList<LoggedRequest> requests) => requests.Count(request => request.Outcome != RequestOutcome.Granted);

    private static string? SlowerThan(RunView view, Duration most) =>
        view.Requests.All.FirstOrDefault(request => request.Answer is not null && (request.Answered - request.Asked).Nanoseconds > most.Nanoseconds) is { } slow
            ? $"{slow.Driver} waited {Times.Text(slow.Answered - slow.Asked)}"
            : null;

    private static string? GrantedLessThan(IReadOnlyList<LoggedRequest> requests, Share least)
    {
        var granted = requests.Count - NotGranted(requests);
        return granted * (long)Share.Whole >= requests.Count * (long)least.PerMillion ? null : $"{granted} of {requests.Count} were";
    }

    private static string? StillWired(RunView view)
    {
        var held = view.Requests.All.Where(request => request is { Answer: ContigGranted, IsFreed: false, Call.IsMapped: true }).Sum(request => (long)((ContigGranted)request.Answer!).Pages);
        var wired = view.WiredSince;
        return wired == held ? null : $"{wired} pages more than at the start are wired, drivers hold {held}";
    }

    private static string? StatisticsProblem(RunView view)
    {
        var calls = view.Malloc.Types.Sum(type => type.Calls);
        var granted = view.Requests.All.Count(request => request is { Answer: ContigGranted, Call.IsMapped: true });
        if (calls != granted)
        {
            return $"the statistics count {calls} calls, {granted} were granted";
        }

        var counted = view.Malloc.Types.Sum(type => type.MemoryUse);
        var held = view.Requests.All.Where(request => request is { Answer: ContigGranted, IsFreed: false, Call.IsMapped: true }).Sum(request => (long)((ContigGranted)request.Answer!).Pages << PageSize.Shift);
        return counted == held ? null : $"the statistics count {counted} bytes, drivers hold {held}";
    }
}
