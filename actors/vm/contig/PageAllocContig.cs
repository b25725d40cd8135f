using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// vm_page_alloc_contig, whichever way it walks: finds a window, then makes each of its pages free and claims it at once, so
/// that nothing is lost while others run. The first pass takes free and cached pages only; later ones launder, and give
/// a window up when that did not make the page free or cached at once.
/// </summary>
/// <remarks>Kernel notes §9.3, §9.4. A free page that somebody takes before the claim is tried again and again (H14).</remarks>
internal abstract class PageAllocContig(KernelMemory memory, ContigSettings settings, ContigLaunderer launderer)
{
    protected KernelMemory Memory => memory;

    protected ContigSettings Settings => settings;

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

    /// <summary>Where the search of a pass begins.</summary>
    protected abstract void SetOut(ref ContigWork work);

    /// <summary>Goes on to the next window, or to the next pass.</summary>
    protected abstract Stop FindWindow(ref ContigWork work);

    /// <summary>Are all pages of the window claimed?</summary>
    protected abstract bool IsComplete(in ContigWork work);

    /// <summary>From the page just claimed to the next one of the window.</summary>
    protected abstract void Advance(ref ContigWork work);

    /// <summary>Frees a cached page of the window, or gives the window up.</summary>
    protected abstract Stop TakeCached(ref ContigWork work, PageIndex page);

    /// <summary>Releases what is claimed of the window and goes on behind it.</summary>
    protected abstract Stop GiveUpWindow(ref ContigWork work);

    /// <summary>The function returns this window.</summary>
    protected abstract Stop Return(ref ContigWork work);

    /// <summary>Without protection of claimed pages: claims the whole window at the end, if it is still free.</summary>
    protected abstract Stop ClaimLate(ref ContigWork work);

    /// <summary>The page was laundered, or skipped: is it to be had now?</summary>
    protected virtual Stop AfterLaundering(ref ContigWork work, bool isHandled)
    {
        if (!isHandled || !memory[new PageIndex(work.Index)].IsFreeOrCache)
            return GiveUpWindow(ref work);

        work.At = ContigStep.Page;
        return Stop.Done;
    }

    /// <summary>Every page from the second one on lies behind the one below it and may be taken in this pass.</summary>
    protected bool IsFitting(in ContigWork work, PageIndex page)
    {
        memory.Examined++;
        return memory.Contains(page) && ContigSearch.FollowsBelow(memory, page) && ContigSearch.IsAcceptable(memory[page], work.Pass != 0);
    }

    protected PageRuns RunsOf(in ContigWork work) => memory.RunsOf(work.Pass == 0 ? PageKind.FreeOrCache : PageKind.Unwired);

    protected static Stop EndPass(ref ContigWork work)
    {
        work.Pass++;
        work.At = ContigStep.Pass;
        return Stop.Done;
    }

    protected Stop AtFreeMutex() => settings.IsFine ? Stop.AtFreeMutex : Stop.Done;

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

        SetOut(ref work);
        work.At = ContigStep.Scan;
        return Stop.Done;
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

    private Stop ClaimPage(ref ContigWork work)
    {
        work.At = ContigStep.Page;
        var page = new PageIndex(work.Index);
        if (settings.ProtectsClaimed ? ContigSearch.TryClaim(memory, page, "contigmalloc2") : memory[page].Queue == PageQueue.Free)
        {
            Advance(ref work);
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
        return AfterLaundering(ref work, isHandled);
    }
}
