using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// What the kernel takes for granted between any two steps. Checks memory as it is; does not check that what happened was
/// right: a page may be lost (see <see cref="LostPages"/>), or be nobody's although somebody thinks it is his.
/// </summary>
/// <remarks>Kernel notes §11.</remarks>
public static class KernelInvariants
{
    public const string Conservation = "conservation";
    public const string OneHomePerPage = "one-home-per-page";
    public const string QueueLengths = "queue-lengths";
    public const string WireCounts = "wire-counts";
    public const string FreePages = "free-pages-have-no-owner";
    public const string CachePages = "cache-pages-are-clean";
    public const string ClaimedPages = "claimed-pages-are-clean";

    /// <summary>Looks at every page, queue and object. Stops after <paramref name="most"/> violations.</summary>
    public static IReadOnlyList<InvariantViolation> Violations(KernelMemory memory, int most = 20)
    {
        var found = new List<InvariantViolation>(Counters(memory));
        var home = new QueueWalk(memory, found, most).Run();
        new PageRules(memory, found, most, home).Run();
        ObjectRules.Check(memory, found, most);
        return found.Count <= most ? found : found.GetRange(0, most);
    }

    /// <summary>Only the counters against the lengths that queues keep themselves: cheap enough for every step of a big machine.</summary>
    public static IReadOnlyList<InvariantViolation> Counters(KernelMemory memory)
    {
        var (free, cache) = (0, 0);
        for (var colour = 0; colour < memory.Colours; colour++)
        {
            free += memory.LengthOf(PageQueue.Free, colour);
            cache += memory.LengthOf(PageQueue.Cache, colour);
        }

        var meter = memory.Meter;
        var found = new List<InvariantViolation>();
        Compare("v_free_count", meter.FreeCount, "FREE", free);
        Compare("v_cache_count", meter.CacheCount, "CACHE", cache);
        Compare("v_inactive_count", meter.InactiveCount, "INACTIVE", memory.LengthOf(PageQueue.Inactive));
        Compare("v_active_count", meter.ActiveCount, "ACTIVE and HOLD", memory.LengthOf(PageQueue.Active) + memory.LengthOf(PageQueue.Hold));
        return found;

        void Compare(string counter, int count, string queue, int length)
        {
            if (count != length)
                found.Add(new(QueueLengths, $"{counter} is {count}, but {queue} has {length} pages"));
        }
    }

    /// <summary>
    /// Pages that nobody will ever give back: on no queue, without owner, not wired, not busy. At rest these are lost;
    /// while requests run, theirs must be excepted.
    /// </summary>
    /// <param name="memory">Where.</param>
    /// <param name="inFlight">Pages that somebody is about to use or give back: see <see cref="ClaimedBy"/>, and pagezero's.</param>
    public static IReadOnlyList<PageIndex> LostPages(KernelMemory memory, IReadOnlyCollection<PageIndex>? inFlight = null)
    {
        var lost = new List<PageIndex>();
        for (var page = new PageIndex(0); memory.Contains(page);)
        {
            if (IsNobodys(memory, page) && inFlight?.Contains(page) != true)
                lost.Add(page);

            page = memory.EndOfUntouched(page) is var end && end > page ? end : page + 1;
        }

        return lost;
    }

    /// <summary>The pages that a thread in contigmalloc has claimed and still knows of, while it waits outside the queue manager.</summary>
    /// <param name="memory">Where.</param>
    /// <param name="allocator">The thread.</param>
    /// <param name="goesDownwards">Its revision claims windows from their high end.</param>
    public static IReadOnlyList<PageIndex> ClaimedBy(KernelMemory memory, in AllocatorState allocator, bool goesDownwards)
    {
        var work = allocator.Work;
        var isDone = allocator.WaitingOn is AllocatorWait.KernelMap or AllocatorWait.Mapping or AllocatorWait.Release;
        var isLaundering = allocator.WaitingOn is AllocatorWait.BusyPage or AllocatorWait.PageOut or AllocatorWait.Vnode;
        if (!isDone && (!isLaundering || work.Algorithm == ContigAlgorithm.Old))
            return [];

        var first = isDone ? allocator.First : new PageIndex(goesDownwards ? work.Index + 1 : (int)work.Start);
        var most = isDone || goesDownwards ? work.Pages : work.Index - (int)work.Start;
        var claimed = new List<PageIndex>();
        for (var page = first; page - first < most && memory.Contains(page) && IsNobodys(memory, page); page += 1)
            claimed.Add(page);

        return claimed;
    }

    /// <summary>What a thread in contigmalloc has been given must be on no queue and nobody's while it looks for kernel addresses.</summary>
    /// <param name="memory">Where.</param>
    /// <param name="allocator">The thread.</param>
    public static IReadOnlyList<InvariantViolation> ClaimViolations(KernelMemory memory, in AllocatorState allocator)
    {
        var found = new List<InvariantViolation>();
        if (allocator.WaitingOn != AllocatorWait.KernelMap)
            return found;

        for (var page = allocator.First; page - allocator.First < allocator.Work.Pages; page += 1)
        {
            if (memory.Contains(page) && IsNobodys(memory, page))
                continue;

            var place = memory.Contains(page) ? $"on {QueueWalk.Name(memory[page].Queue)}" : "outside memory";
            found.Add(new(ClaimedPages, $"page {page.Value} was handed out, but is {place}"));
        }

        return found;
    }

    private static bool IsNobodys(KernelMemory memory, PageIndex page)
    {
        var state = memory[page];
        return state is { Queue: PageQueue.None, WireCount: 0 } && !state.IsBusy && !state.IsHole && memory.OwnerOf(page).IsNone;
    }
}
