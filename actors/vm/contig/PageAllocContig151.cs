using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// vm_page_alloc_contig of 1.51. As in 1.36, but a window is checked and claimed downwards, a conflict at page i goes on
/// with the window that ends below i, every failure gives back what was claimed, and the search goes on where the last
/// successful call ended.
/// </summary>
/// <remarks>
/// Kernel notes §9.3. The start is unsigned: a window at page 0 is claimed and then touches memory below the page array
/// (H10), and a conflict near the bottom leaves the array as well (H9). A page that had to be written costs the window (H17).
/// </remarks>
internal sealed class PageAllocContig151(KernelMemory memory, ContigSettings settings, ContigLaunderer launderer)
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

        if (memory.LastContigPages == 0 || memory.LastContigPages > work.Pages)
            memory.ContigStart = Math.Min((long)(work.High >> PageSize.Shift), memory.Length) - work.Pages + 1;

        memory.LastContigPages = 0;
        work.At = ContigStep.Scan;
        return Stop.Done;
    }

    private Stop FindWindow(ref ContigWork work)
    {
        // Shared by all callers: whoever slept may find it moved (H11).
        var start = (int)--memory.ContigStart;
        if (start < -1)
            throw KernelPanicException.OutsidePageArray(); // no loop below runs: the result would be a page below the array

        while (start >= 0 && !IsCandidate(work, new PageIndex(start)))
            start--;

        if (start < 0)
        {
            work.Pass++;
            work.At = ContigStep.Pass;
            return Stop.Done;
        }

        work.Start = memory.ContigStart = start;
        if (FindConflict(work) is { IsNone: false } conflict)
        {
            memory.ContigStart = conflict.Value - work.Pages + 1;
            return Stop.Done;
        }

        work.Index = start + work.Pages - 1;
        work.At = ContigStep.Page;
        return Stop.Done;
    }

    private bool IsCandidate(in ContigWork work, PageIndex page)
    {
        memory.Examined++;
        if (!ContigSearch.IsAcceptable(memory[page], work.Pass != 0))
            return false;

        var address = (ulong)memory.AddressOf(page);
        return address >= work.Low
            && address + ContigSearch.SizeOf(work) <= work.High
            && ContigSearch.IsAligned(work, address);
    }

    private PageIndex FindConflict(in ContigWork work)
    {
        var first = new PageIndex((int)work.Start);
        for (var page = first + (work.Pages - 1); page > first; page -= 1)
        {
            memory.Examined++;
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
        if (unchecked((ulong)(long)work.Index) < (ulong)memory.ContigStart)
        {
            memory.LastContigPages = work.Pages;
            return Stop.Claimed;
        }

        if (work.Index < 0)
            throw KernelPanicException.OutsidePageArray(); // start is 0 and unsigned: i >= start held for −1 too

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

    private Stop TakeCached(ref ContigWork work, PageIndex page)
    {
        var id = memory.OwnerOf(page).Object;
        if (memory[page].HoldCount != 0)
            return GiveUpWindow(ref work);

        if (!memory.TryLock(id, settings.Thread))
        {
            memory.Trace?.Happened(KernelEvent.Trylock, id.Value);
            return GiveUpWindow(ref work);
        }

        if (memory[page].IsBusy)
            return GiveUpWindow(ref work);

        memory.Trace?.Happened(KernelEvent.Free, page.Value);
        memory.Free(page);
        return AtFreeMutex();
    }

    private Stop AtFreeMutex() => settings.IsFine ? Stop.AtFreeMutex : Stop.Done;

    private Stop ClaimPage(ref ContigWork work)
    {
        work.At = ContigStep.Page;
        if (ContigSearch.TryClaim(memory, new PageIndex(work.Index), "contigmalloc2"))
        {
            work.Index--;
            work.Spins = 0;
            return Stop.Done;
        }

        return ++work.Spins > settings.SpinLimit ? Stop.Spins : Stop.Done;
    }

    private Stop ContinueLaundering(ref ContigWork work)
    {
        if (work.Launder.At != LaunderStep.Idle && launderer.Continue(ref work) is var stop && stop != Stop.Done)
            return stop;

        var isHandled = work.Launder.Result == LaunderResult.Handled;
        work.Launder = default;
        if (!isHandled || !memory[new PageIndex(work.Index)].IsFreeOrCache)
            return GiveUpWindow(ref work);

        work.At = ContigStep.Page;
        return Stop.Done;
    }

    private Stop GiveUpWindow(ref ContigWork work)
    {
        var start = (int)memory.ContigStart;
        ContigSearch.Release(memory, new PageIndex(work.Index + 1), new PageIndex(start + work.Pages));
        memory.ContigStart = work.Index - work.Pages + 1;
        work.At = ContigStep.Scan;
        return Stop.Done;
    }
}
