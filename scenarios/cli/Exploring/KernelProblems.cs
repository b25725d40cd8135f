using System.Globalization;

using ActorVm.Actors;
using ActorVm.Cli.Properties;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Cli.Exploring;

/// <summary>What may be wrong with one situation, by the names that scenarios use; null where nothing is.</summary>
internal static class KernelProblems
{
    public static string? Invariants(in KernelSituation kernel, string name)
    {
        foreach (var violation in KernelInvariants.Violations(kernel.Memory, most: 1_000))
        {
            if (name == "invariants" || violation.Property == name)
                return violation.ToString();
        }

        return null;
    }

    public static string? Panic(in KernelSituation kernel) => kernel.QueueManager.Panic is { } panic ? $"panic: {panic}" : null;

    /// <summary>Locks alone: who waits in such a circle will do so for ever.</summary>
    public static string? CircleOfLocks(in KernelSituation kernel)
    {
        var (state, vnodes) = (kernel.QueueManager, kernel.VnodePager);
        if (state.Locks.Waiting.IsEmpty && vnodes.Locks.All(vnode => vnode.Waiting.IsEmpty))
            return null;

        return LockReport.FindCircle(state, vnodes) is { Count: > 0 } circle ? Words(kernel, circle) : null;
    }

    /// <summary>When nothing moves any more, also who waits for memory that somebody in the circle sits on, and who sleeps though nobody is left to wake him.</summary>
    public static string? SleepsForEver(in KernelSituation kernel)
    {
        var (state, vnodes) = (kernel.QueueManager, kernel.VnodePager);
        if (LockReport.FindCircle(state, vnodes, kernel.HoldersOfClaims()) is { Count: > 0 } circle)
            return Words(kernel, circle);
        if (state.Panic is not null || state.Memory.Meter.PagesNeeded)
            return null;

        string[] sleepers = [.. Callers(kernel), .. LockReport.Describe(state, vnodes, kernel.Situation.NameOf)];
        return sleepers.Length > 0 ? $"nothing can happen any more, and nobody is left to wake who sleeps: {string.Join("; ", sleepers)}" : null;
    }

    private static IEnumerable<string> Callers(KernelSituation kernel) =>
        from allocator in kernel.Roles.Allocators
        let wait = kernel.AllocatorOf(allocator).WaitingOn
        where wait is not (AllocatorWait.Call or AllocatorWait.Spinning or AllocatorWait.Panicked)
        select $"{kernel.Situation.NameOf(allocator)} waits for {wait}";

    public static string? Spinning(in KernelSituation kernel)
    {
        foreach (var allocator in kernel.Roles.Allocators)
        {
            if (kernel.AllocatorOf(allocator) is not { WaitingOn: AllocatorWait.Spinning } state)
                continue;

            var where = RangeWords.Of(kernel.Memory, state.Work.Index, state.Work.Index);
            return $"{kernel.Situation.NameOf(allocator)} spins for ever: it claims page {state.Work.Index}, which is {where[2..]}, and holds the page-queue mutex";
        }

        return null;
    }

    public static string? SleepingDespiteNoWait(in KernelSituation kernel)
    {
        for (var number = 0; number < kernel.Roles.Allocators.Count; number++)
        {
            var state = kernel.AllocatorOf(kernel.Roles.Allocators[number]);
            var sleeps = state.WaitingOn is AllocatorWait.BusyPage or AllocatorWait.PageOut or AllocatorWait.Vnode;
            if (sleeps && state.Call!.Flags.HasFlag(MallocFlags.NoWait))
                return $"{kernel.Roles.File.Drivers[number].Name} said M_NOWAIT and sleeps";
        }

        return null;
    }

    public static string? OutOfRange(in KernelSituation kernel)
    {
        var memory = kernel.Memory;
        foreach (var (number, result) in kernel.Results())
        {
            if (result.Outcome == ContigOutcome.Granted && OutOfRange(memory, kernel.Roles.File.Drivers[number], result) is { } problem)
                return problem;
        }

        return null;
    }

    public static string? WritesMoreThanAsked(in KernelSituation kernel)
    {
        for (var number = 0; number < kernel.Roles.Allocators.Count; number++)
        {
            var state = kernel.AllocatorOf(kernel.Roles.Allocators[number]);
            if (state.Call is { } call && state.Work.PagesLaundered > PageSize.PagesOf(call.Size))
                return Written(kernel.Roles.File.Drivers[number].Name, call.Size, state.Work.PagesLaundered);
        }

        foreach (var (number, result) in kernel.Results())
        {
            if (result.PagesLaundered > PageSize.PagesOf(result.Size))
                return Written(kernel.Roles.File.Drivers[number].Name, result.Size, result.PagesLaundered);
        }

        return null;
    }

    public static string? NoInterruptPage(in KernelSituation kernel) =>
        kernel.Roles.Interrupts is { } handler && kernel.Situation.StateOf<InterruptState>(handler).Refused > 0
            ? $"an interrupt handler needs a page and there is none: v_free_count is {kernel.Memory.Meter.FreeCount}"
            : null;

    public static string? TooFewFree(in KernelSituation kernel, int least) =>
        kernel.Memory.Meter.FreeCount < least ? $"v_free_count is {kernel.Memory.Meter.FreeCount}" : null;

    public static string? Leaked(in KernelSituation kernel)
    {
        if (!kernel.NoCallIsOpen)
            return null;

        var leaked = kernel.Roles.LostPagesIn(kernel.Memory);
        var inTransit = (kernel.Roles.File.PageZero ? 1 : 0) + kernel.PagesKeptUnmapped;
        return leaked > inTransit ? $"{leaked} pages are on no queue and nobody's" : null;
    }

    public static string? Unanswered(in KernelSituation kernel)
    {
        var waiting = kernel.Roles.Drivers.Select(kernel.DriverOf).Count(driver => driver.WaitingOn is DriverWait.Memory);
        return waiting == 0 ? null : $"{(waiting == 1 ? "1 call has" : $"{waiting} calls have")} not returned";
    }

    public static string? NotGranted(in KernelSituation kernel)
    {
        var (granted, asked) = Count(kernel);
        return granted == asked ? null : $"{asked - granted} of {asked} were not";
    }

    public static string? GrantedLessThan(in KernelSituation kernel, Share least)
    {
        var (granted, asked) = Count(kernel);
        return granted * (long)Share.Whole >= asked * (long)least.PerMillion ? null : $"{granted} of {asked} were";
    }

    public static string? StillWired(in KernelSituation kernel)
    {
        var (wired, held) = (kernel.Memory.Meter.WireCount - kernel.Roles.WiredAtStart, kernel.PagesHeldMapped());
        return wired == held ? null : $"{wired} pages more than at the start are wired, drivers hold {held}";
    }

    public static string? WrongStatistics(in KernelSituation kernel)
    {
        var file = kernel.Roles.File;
        var granted = kernel.Results().Count(answer => answer.Result.Outcome == ContigOutcome.Granted && !file.Drivers[answer.Driver].Requests[answer.Result.Request].Unmapped);
        var calls = kernel.Malloc.Types.Sum(type => type.Calls);
        if (calls != granted)
            return $"the statistics count {calls} calls, {granted} were granted";

        var (counted, held) = (kernel.Malloc.Types.Sum(type => type.MemoryUse), kernel.PagesHeldMapped() << PageSize.Shift);
        return counted == held ? null : $"the statistics count {counted} bytes, drivers hold {held}";
    }

    private static (int Granted, int Asked) Count(in KernelSituation kernel)
    {
        var results = kernel.Results().ToArray();
        var open = kernel.Roles.Drivers.Select(kernel.DriverOf).Count(driver => driver.WaitingOn is DriverWait.Memory);
        return (results.Count(answer => answer.Result.Outcome == ContigOutcome.Granted), results.Length + open);
    }

    private static string? OutOfRange(KernelMemory memory, DriverSection driver, in ContigResult result)
    {
        var request = driver.Requests[result.Request];
        var (low, high, pages) = ((ulong)request.Low.Bytes, (ulong)request.High.Bytes, PageSize.PagesOf(result.Size));
        var (alignment, boundary, first, address) = ((ulong)request.Alignment.Bytes, (ulong)request.Boundary.Bytes, result.First, result.PhysicalAddress);
        var (start, end) = ((ulong)address, (ulong)address + ((ulong)pages << PageSize.Shift));
        var isContiguous = Enumerable.Range(0, pages).All(i => memory.AddressOf(first + i) == address + ((long)i << PageSize.Shift));

        return !isContiguous ? $"{driver.Name} got pages that do not lie side by side"
            : start < low || end > high ? Got($"is not between 0x{low:x} and 0x{high:x}")
            : alignment > 1 && (start & (alignment - 1)) != 0 ? Got($"is not aligned to 0x{alignment:x}")
            : boundary > 1 && (start & ~(boundary - 1)) != ((end - 1) & ~(boundary - 1)) ? Got($"crosses a boundary of 0x{boundary:x}")
            : null;

        string Got(FormattableString what) => string.Create(CultureInfo.InvariantCulture, $"{driver.Name} got 0x{start:x}, which {what.ToString(CultureInfo.InvariantCulture)}");
    }

    private static string Written(string driver, long size, int pages) => $"{driver} asked for {PageSize.PagesOf(size)} pages and has {pages} written by now";

    private static string Words(in KernelSituation kernel, IReadOnlyList<ActorId> circle)
    {
        var shown = kernel;
        var claims = kernel.HoldersOfClaims()
            .Select(thread => $"{shown.Situation.NameOf(thread)} holds {KernelInvariants.ClaimedBy(shown.Memory, shown.AllocatorOf(thread), shown.Roles.Revision.GoesDownwards).Count} claimed pages");
        var locks = LockReport.Describe(kernel.QueueManager, kernel.VnodePager, kernel.Situation.NameOf);
        return $"deadlock of {string.Join(", ", circle.Select(kernel.Situation.NameOf))}: {string.Join("; ", locks.Concat(claims))}";
    }
}
