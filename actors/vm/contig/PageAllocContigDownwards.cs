using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// vm_page_alloc_contig from 1.37 to 1.51. As in 1.36, but a window is checked and claimed downwards, a conflict at page i
/// goes on with the window that ends below i, and (from 1.49 on) the search goes on where the last successful call ended.
/// </summary>
/// <remarks>
/// Kernel notes §9.3, history H8 to H12. A conflict near the bottom leaves the page array (H9); the start that is
/// remembered is unsigned, so a window at page 0 is claimed and then touches memory below the array (H10), and it is
/// shared by all callers (H11). A page that had to be written costs the window (H17).
/// </remarks>
internal sealed class PageAllocContigDownwards(KernelMemory memory, ContigSettings settings, ContigLaunderer launderer)
    : PageAllocContig(memory, settings, launderer)
{
    protected override void SetOut(ref ContigWork work)
    {
        if (!Settings.Revision.RemembersStart)
        {
            work.Start = Memory.Length - work.Pages + 1;
            return;
        }

        if (Memory.LastContigPages == 0 || Memory.LastContigPages > work.Pages)
            Memory.ContigStart = Math.Min((long)(work.High >> PageSize.Shift), Memory.Length) - work.Pages + 1;

        Memory.LastContigPages = 0;
    }

    // A local variable, or since 1.49 a static one: whoever slept may find it moved.
    private long StartOf(in ContigWork work) => Settings.Revision.RemembersStart ? Memory.ContigStart : work.Start;

    private void SetStart(ref ContigWork work, long start)
    {
        work.Start = start;
        if (Settings.Revision.RemembersStart)
            Memory.ContigStart = start;
    }

    protected override Stop FindWindow(ref ContigWork work)
    {
        var start = (int)StartOf(work) - 1;
        SetStart(ref work, start);
        if (start < -1 && Settings.Revision.RemembersStart)
            throw KernelPanicException.OutsidePageArray(); // no loop below runs: the result would be a page below the array

        if (start >= 0 && Memory.SearchesByRuns)
            return FindWindowByRuns(ref work, start);

        while (start >= 0 && !ContigSearch.IsCandidate(Memory, work, new PageIndex(start)))
            start--;

        if (start == -1)
            return EndPass(ref work);

        SetStart(ref work, start);
        if (FindConflict(work) is { IsNone: false } conflict)
        {
            SetStart(ref work, conflict.Value - work.Pages + 1);
            return Stop.Done;
        }

        work.Index = start + work.Pages - 1;
        work.At = ContigStep.Page;
        return Stop.Done;
    }

    private Stop FindWindowByRuns(ref ContigWork work, int from)
    {
        var walk = new RunSkipping(Memory, RunsOf(work), new CandidateGrid(Memory, work), work.Pages);
        var (isFound, start) = walk.Down(from);
        Memory.Examined += walk.Examined;
        SetStart(ref work, isFound ? start : walk.Began + (start == -1 ? 0 : 1));
        if (!isFound)
            return start == -1 ? EndPass(ref work) : Stop.Done; // below the array the text decides

        work.Index = (int)start + work.Pages - 1;
        work.At = ContigStep.Page;
        return Stop.Done;
    }

    private PageIndex FindConflict(in ContigWork work)
    {
        var first = new PageIndex((int)work.Start);
        for (var page = first + (work.Pages - 1); page > first; page -= 1)
        {
            if (page.Value < 1)
                throw KernelPanicException.OutsidePageArray(); // a signed start below the array

            if (!IsFitting(work, page))
                return page;
        }

        return PageIndex.None;
    }

    // A remembered start is unsigned: if it is 0, i >= start holds for −1 too.
    protected override bool IsComplete(in ContigWork work) => Settings.Revision.RemembersStart
        ? unchecked((ulong)(long)work.Index) < (ulong)Memory.ContigStart
        : work.Index < work.Start;

    protected override Stop Return(ref ContigWork work)
    {
        work.Start = StartOf(work);
        Memory.LastContigPages = Settings.Revision.RemembersStart ? work.Pages : 0;
        return Stop.Claimed;
    }

    protected override Stop TakeCached(ref ContigWork work, PageIndex page)
    {
        var id = Memory.OwnerOf(page).Object;
        if (Memory[page].HoldCount != 0)
            return GiveUpForCached(ref work);

        if (!Memory.TryLock(id, Settings.Thread))
        {
            Memory.Trace?.Happened(KernelEvent.Trylock, id.Value);
            return GiveUpForCached(ref work);
        }

        if (Memory[page].IsBusy)
            return GiveUpForCached(ref work);

        Memory.Trace?.Happened(KernelEvent.Free, page.Value);
        Memory.Free(page);
        return AtFreeMutex();
    }

    protected override void Advance(ref ContigWork work) => work.Index--;

    protected override Stop AfterLaundering(ref ContigWork work, bool isHandled) => isHandled && Settings.Revision.LeavesLoopAfterLaundering
        ? LeaveLoop(ref work, Memory[new PageIndex(work.Index)].IsFreeOrCache)
        : base.AfterLaundering(ref work, isHandled);

    // The switch became a chain of ifs, but its "break" stayed and now leaves the loop: the rest of the window is returned
    // unclaimed. And a page that is still on its queue falls through to the claim, which fails, so it is laundered again.
    private Stop LeaveLoop(ref ContigWork work, bool isFreeOrCache)
    {
        if (isFreeOrCache)
            return Return(ref work);

        work.At = ContigStep.Claim;
        return AtFreeMutex();
    }

    // Until 1.50 the pages claimed above a cached page that cannot be had are forgotten (H12).
    private Stop GiveUpForCached(ref ContigWork work)
    {
        if (!Settings.Revision.LeaksAtCachedConflict)
            return GiveUpWindow(ref work);

        return SkipBelow(ref work);
    }

    // What was cleaned first may be in use again by now.
    protected override Stop ClaimLate(ref ContigWork work)
    {
        var taken = ContigSearch.ClaimWindow(Memory, new PageIndex((int)StartOf(work)), work.Pages, "contigmalloc2");
        if (taken.IsNone)
            return Return(ref work);

        work.Index = taken.Value;
        return GiveUpWindow(ref work);
    }

    protected override Stop GiveUpWindow(ref ContigWork work)
    {
        if (Settings.ProtectsClaimed)
            ContigSearch.Release(Memory, new PageIndex(work.Index + 1), new PageIndex((int)StartOf(work) + work.Pages));

        return SkipBelow(ref work);
    }

    private Stop SkipBelow(ref ContigWork work)
    {
        SetStart(ref work, work.Index - work.Pages + 1);
        work.At = ContigStep.Scan;
        return Stop.Done;
    }
}
