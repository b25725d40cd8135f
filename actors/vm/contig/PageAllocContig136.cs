using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// vm_page_alloc_contig of 1.36. Goes down from the end of memory; a window is checked and claimed upwards, each page as
/// soon as it is free, so that nothing is lost while others run. The first pass takes free and cached pages only; later
/// ones launder, and give a window up, one page lower, when that did not make the page free or cached at once.
/// </summary>
/// <remarks>
/// Kernel notes §9.4 (a reconstruction). Cached pages are taken without a look at holds (H13: the claim then spins);
/// a cached page whose object is locked loses the pages claimed so far (H12); every window is looked at from its low end (H7).
/// </remarks>
internal sealed class PageAllocContig136(KernelMemory memory, ContigSettings settings, ContigLaunderer launderer)
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

        work.Start = memory.Length;
        work.At = ContigStep.Scan;
        return Stop.Done;
    }

    private Stop FindWindow(ref ContigWork work)
    {
        var start = (int)work.Start - 1;
        while (start >= 0 && !ContigSearch.IsCandidate(memory, work, new PageIndex(start)))
            start--;

        work.Start = start;
        if (start < 0)
        {
            work.Pass++;
            work.At = ContigStep.Pass;
        }
        else if (IsWindow(work))
        {
            work.Index = start;
            work.At = ContigStep.Page;
        }

        return Stop.Done; // a conflict: try one page lower
    }

    private bool IsWindow(in ContigWork work)
    {
        var first = new PageIndex((int)work.Start);
        for (var page = first + 1; page - first < work.Pages; page += 1)
        {
            memory.Examined++;
            if (!memory.Contains(page)
                || !ContigSearch.FollowsBelow(memory, page)
                || !ContigSearch.IsAcceptable(memory[page], work.Pass != 0))
            {
                return false;
            }
        }

        return true;
    }

    private Stop HandlePage(ref ContigWork work)
    {
        if (work.Index == work.Start + work.Pages)
            return settings.ProtectsClaimed ? Stop.Claimed : ClaimLate(ref work);

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
        if (!memory.TryLock(id, settings.Thread))
        {
            memory.Trace?.Happened(KernelEvent.Trylock, id.Value);
            work.At = ContigStep.Scan; // the pages claimed so far are forgotten
            return Stop.Done;
        }

        memory.SetBusy(page);
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
            work.Index++;
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
        if (!isHandled || !memory[new PageIndex(work.Index)].IsFreeOrCache)
            return GiveUpWindow(ref work);

        work.At = ContigStep.Page;
        return Stop.Done;
    }

    // What was cleaned first may be in use again by now.
    private Stop ClaimLate(ref ContigWork work) =>
        ContigSearch.ClaimWindow(memory, new PageIndex((int)work.Start), work.Pages, "contigmalloc2").IsNone ? Stop.Claimed : GiveUpWindow(ref work);

    private Stop GiveUpWindow(ref ContigWork work)
    {
        if (settings.ProtectsClaimed)
            ContigSearch.Release(memory, new PageIndex((int)work.Start), new PageIndex(work.Index));

        work.At = ContigStep.Scan;
        return Stop.Done;
    }
}
