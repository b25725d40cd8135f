using System.Collections;

using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Cli.Properties;

/// <summary>Parts of <see cref="MemoryInvariants"/>, by the names scenarios use.</summary>
[Flags]
internal enum Invariants
{
    Conservation = 1,
    OneHomePerPage = 2,
    QueueLengths = 4,
    WireCounts = 8,
    FreePagesHaveNoOwner = 16,
    CachePagesAreClean = 32,
    ClaimedPagesAreClean = 64,
    All = 127,
}

/// <summary>
/// What the kernel takes for granted about its pages at every moment, checked against the page table itself.
/// Not checked here: what only the course of events can tell (leaks, order of locks, who was granted what).
/// </summary>
/// <remarks>Kernel notes §11.</remarks>
internal static class MemoryInvariants
{
    private const int Queues = (int)PageQueue.Hold + 1;

    /// <summary>The first thing that is not as it must be, or null.</summary>
    public static string? FirstViolation(KernelMemory memory, Invariants which = Invariants.All)
    {
        var counted = new int[Queues];
        var (wired, problem) = (0, (string?)null);
        for (var number = 0; number < memory.Length && problem is null; number++)
        {
            var page = new PageIndex(number);
            var state = memory[page];
            problem = OfPage(memory, page, state, which) is { } wrong ? $"page {number} {wrong}" : null;
            counted[(int)state.Queue] += state.IsHole ? 0 : 1;
            wired += state.WireCount > 0 ? 1 : 0;
        }

        return problem ?? OfCounters(memory, counted, wired, which) ?? (which.HasFlag(Invariants.OneHomePerPage) ? OfQueues(memory) : null);
    }

    private static string? OfPage(KernelMemory memory, PageIndex page, in PageState state, Invariants which) => state.Queue switch
    {
        PageQueue.Free when which.HasFlag(Invariants.FreePagesHaveNoOwner) => OfFree(memory, page, state),
        PageQueue.Cache when which.HasFlag(Invariants.CachePagesAreClean) => OfCache(memory, page, state),
        PageQueue.None when which.HasFlag(Invariants.ClaimedPagesAreClean) => OfClaimed(memory, page, state),
        _ => null,
    }
    ?? (which.HasFlag(Invariants.OneHomePerPage) ? OfHome(memory, page, state) : null)
    ?? (which.HasFlag(Invariants.WireCounts) && state.WireCount > 0 && state.Queue != PageQueue.None ? $"is wired and on {state.Queue}" : null);

    private static string? OfFree(KernelMemory memory, PageIndex page, in PageState state) =>
        !memory.OwnerOf(page).IsNone ? $"is on FREE and in object {memory.OwnerOf(page).Object.Value}"
        : state.Dirty != 0 || state.IsModified ? "is on FREE and dirty"
        : state.IsBusy ? "is on FREE and busy"
        : (state.Pmap & PmapFlags.Mapped) != 0 ? "is on FREE and mapped"
        : null;

    private static string? OfCache(KernelMemory memory, PageIndex page, in PageState state) =>
        state.Dirty != 0 || state.IsModified ? "is on CACHE and dirty"
        : state.IsBusy ? "is on CACHE and busy"
        : (state.Pmap & PmapFlags.Mapped) != 0 ? "is on CACHE and mapped"
        : state.Has(PageFlags.Unmanaged) ? "is on CACHE and unmanaged"
        : memory.OwnerOf(page).IsNone ? "is on CACHE without an object"
        : null;

    private static string? OfClaimed(KernelMemory memory, PageIndex page, in PageState state) =>
        memory.OwnerOf(page).IsNone && state.WireCount == 0 && (state.Dirty != 0 || state.IsModified) ? "is claimed and dirty" : null;

    private static string? OfHome(KernelMemory memory, PageIndex page, in PageState state)
    {
        var owner = memory.OwnerOf(page);
        var isPaging = state.Queue is PageQueue.Inactive or PageQueue.Active;

        return owner.IsNone
            ? (isPaging ? $"is on {state.Queue} without an object" : null)
            : state.IsHole ? "is a hole and in an object"
            : memory.Lookup(owner.Object, owner.Offset) != page ? $"says it is page {owner.Offset} of object {owner.Object.Value}, which is another"
            : null;
    }

    private static string? OfCounters(KernelMemory memory, int[] counted, int wired, Invariants which)
    {
        var meter = memory.Meter;
        var onQueues = meter.FreeCount + meter.CacheCount + meter.InactiveCount + meter.ActiveCount;
        var active = counted[(int)PageQueue.Active] + counted[(int)PageQueue.Hold];

        return which.HasFlag(Invariants.Conservation) && onQueues + counted[(int)PageQueue.None] != memory.RealPages
            ? $"{memory.RealPages} pages, but {onQueues} on queues and {counted[(int)PageQueue.None]} on none"
            : which.HasFlag(Invariants.WireCounts) && meter.WireCount != wired ? $"v_wire_count is {meter.WireCount}, wired are {wired}"
            : !which.HasFlag(Invariants.QueueLengths) ? null
            : Differ("v_free_count", meter.FreeCount, counted[(int)PageQueue.Free])
            ?? Differ("v_cache_count", meter.CacheCount, counted[(int)PageQueue.Cache])
            ?? Differ("v_inactive_count", meter.InactiveCount, counted[(int)PageQueue.Inactive])
            ?? Differ("v_active_count", meter.ActiveCount, active);
    }

    private static string? Differ(string counter, int says, int counted) =>
        says == counted ? null : $"{counter} is {says}, but {counted} pages say they are there";

    private static string? OfQueues(KernelMemory memory)
    {
        var seen = new BitArray(memory.Length);
        return Enumerable.Range(0, memory.Colours).Select(colour => OfQueue(memory, PageQueue.Free, colour, seen) ?? OfQueue(memory, PageQueue.Cache, colour, seen))
            .Concat(((PageQueue[])[PageQueue.Inactive, PageQueue.Active, PageQueue.Hold]).Select(queue => OfQueue(memory, queue, 0, seen)))
            .FirstOrDefault(problem => problem is not null);
    }

    private static string? OfQueue(KernelMemory memory, PageQueue queue, int colour, BitArray seen)
    {
        var length = 0;
        foreach (var page in memory.PagesOf(queue, colour))
        {
            var state = memory[page];
            if (seen[page.Value] || state.Queue != queue || (queue is PageQueue.Free or PageQueue.Cache && state.Colour != colour))
            {
                return $"page {page.Value} is linked into {queue}, but {(seen[page.Value] ? "is there twice" : $"says it is on {state.Queue}")}";
            }

            seen[page.Value] = true;
            length++;
        }

        return length == memory.LengthOf(queue, colour) ? null : $"{queue} has {length} pages, its length says {memory.LengthOf(queue, colour)}";
    }
}
