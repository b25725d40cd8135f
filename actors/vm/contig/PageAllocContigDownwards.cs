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
{
    public Stop Continue(ref ContigWork work)
    {
        while (true)
        {
            var stop = work.At switch
            {
                ContigStep.Begin => Begin(ref work),
                ContigStep.Pass => BeginPass(ref work),
                ContigStep.Scan => FindWindow(ref work),
                ContigStep.Page => HandlePage(ref work),
                ContigStep.Claim => ClaimPage(ref work),
                _ => ContinueLaundering(ref work),
            };
            if (stop != Stop.Done)
                return stop;
        }
    }

    private static Stop Begin(ref ContigWork work)
    {
        ContigSearch.CheckArguments(work, "vm_page_alloc_contig");
        work.At = ContigStep.Pass;
        return Stop.Done;
    }

    private Stop BeginPass(ref ContigWork work)
    {
        if (work.Pass == settings.Passes)
            return Stop.Exhausted;

        if (!settings.Revision.RemembersStart)
        {
            work.Start = memory.Length - work.Pages + 1;
        }
        else
        {
            if (memory.LastContigPages == 0 || memory.LastContigPages > work.Pages)
                memory.ContigStart = Math.Min((long)(work.High >> PageSize.Shift), memory.Length) - work.Pages + 1;

            memory.LastContigPages = 0;
        }

        work.At = ContigStep.Scan;
        return Stop.Done;
    }

    // A local variable, or since 1.49 a static one: whoever slept may find it moved.
    private long StartOf(in ContigWork work) => settings.Revision.RemembersStart ? memory.ContigStart : work.Start;

    private void SetStart(ref ContigWork work, long start)
    {
        work.Start = start;
        if (settings.Revision.RemembersStart)
            memory.ContigStart = start;
    }

    private Stop FindWindow(ref ContigWork work)
    {
        var start = (int)StartOf(work) - 1;
        SetStart(ref work, start);
        if (start < -1 && settings.Revision.RemembersStart)
            throw KernelPanicException.OutsidePageArray(); // no loop below runs: the result would be a page below the array

        while (start >= 0 && !ContigSearch.IsCandidate(memory, work, new PageIndex(start)))
            start--;

        if (start == -1)
        {
            work.Pass++;
            work.At = ContigStep.Pass;
            return Stop.Done;
        }

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

    private PageIndex FindConflict(in ContigWork work)
    {
        var first = new PageIndex((int)work.Start);
        for (var page = first + (work.Pages - 1); page > first; page -= 1)
        {
            memory.Examined++;
            if (page.Value < 1)
                throw KernelPanicException.OutsidePageArray(); // a signed start below the array

            if (!memory.Contains(page)
                || !ContigSearch.FollowsBelow(memory, page)
                || !ContigSearch.IsAcceptable(memory[page], work.Pass != 0))
            {
                return page;
            }
        }

        return PageIndex.None;
    }

    private Stop HandlePage(ref ContigWork work)
    {
        if (IsComplete(work))
            return settings.ProtectsClaimed ? Return(ref work) : ClaimLate(ref work);

        if (work.Index < 0)
            throw KernelPanicException.OutsidePageArray();

        var page = new PageIndex(work.Index);
        work.At = ContigStep.Claim;
        switch (memory[page].Queue)
        {
            case PageQueue.Free:
                return AtFreeMutex();
            case PageQueue.Cache:
                return TakeCached(ref work, page);
            case PageQueue.Active or PageQueue.Inactive when work.Pass != 0:
                work.At = ContigStep.Laundered;
                return launderer.Launder(ref work, page);
            default:
                return work.Pass == 0 ? AtFreeMutex() : GiveUpWindow(ref work);
        }
    }

    // A remembered start is unsigned: if it is 0, i >= start holds for −1 too.
    private bool IsComplete(in ContigWork work) => settings.Revision.RemembersStart
        ? unchecked((ulong)(long)work.Index) < (ulong)memory.ContigStart
        : work.Index < work.Start;

    private Stop Return(ref ContigWork work)
    {
        work.Start = StartOf(work);
        memory.LastContigPages = settings.Revision.RemembersStart ? work.Pages : 0;
        return Stop.Claimed;
    }

    private Stop TakeCached(ref ContigWork work, PageIndex page)
    {
        var id = memory.OwnerOf(page).Object;
        if (memory[page].HoldCount != 0)
            return GiveUpForCached(ref work);

        if (!memory.TryLock(id, settings.Thread))
        {
            memory.Trace?.Happened(KernelEvent.Trylock, id.Value);
            return GiveUpForCached(ref work);
        }

        if (memory[page].IsBusy)
            return GiveUpForCached(ref work);

        memory.Trace?.Happened(KernelEvent.Free, page.Value);
        memory.Free(page);
        return AtFreeMutex();
    }

    private Stop AtFreeMutex() => settings.IsFine ? Stop.AtFreeMutex : Stop.Done;

    private Stop ClaimPage(ref ContigWork work)
    {
        work.At = ContigStep.Page;
        var page = new PageIndex(work.Index);
        if (settings.ProtectsClaimed ? ContigSearch.TryClaim(memory, page, "contigmalloc2") : memory[page].Queue == PageQueue.Free)
        {
            work.Index--;
            work.Spins = 0;
            return Stop.Done;
        }

        return ++work.Spins >= settings.SpinLimit ? Stop.Spins : Stop.Done;
    }

    private Stop ContinueLaundering(ref ContigWork work)
    {
        if (work.Launder.At != LaunderStep.Idle && launderer.Continue(ref work) is var stop && stop != Stop.Done)
            return stop;

        var isHandled = work.Launder.Result == LaunderResult.Handled;
        work.Launder = default;
        var isFreeOrCache = memory[new PageIndex(work.Index)].IsFreeOrCache;
        if (isHandled && settings.Revision.LeavesLoopAfterLaundering)
            return LeaveLoop(ref work, isFreeOrCache);

        if (!isHandled || !isFreeOrCache)
            return GiveUpWindow(ref work);

        work.At = ContigStep.Page;
        return Stop.Done;
    }

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
        if (!settings.Revision.LeaksAtCachedConflict)
            return GiveUpWindow(ref work);

        return SkipBelow(ref work);
    }

    // What was cleaned first may be in use again by now.
    private Stop ClaimLate(ref ContigWork work)
    {
        var taken = ContigSearch.ClaimWindow(memory, new PageIndex((int)StartOf(work)), work.Pages, "contigmalloc2");
        if (taken.IsNone)
            return Return(ref work);

        work.Index = taken.Value;
        return GiveUpWindow(ref work);
    }

    private Stop GiveUpWindow(ref ContigWork work)
    {
        if (settings.ProtectsClaimed)
            ContigSearch.Release(memory, new PageIndex(work.Index + 1), new PageIndex((int)StartOf(work) + work.Pages));

        return SkipBelow(ref work);
    }

    private Stop SkipBelow(ref ContigWork work)
    {
        SetStart(ref work, work.Index - work.Pages + 1);
        work.At = ContigStep.Scan;
        return Stop.Done;
    }
}
