using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// Our own contigmalloc. Of all windows that can be had it takes the one with the fewest pages to write, the highest of
/// those; it claims each page under the free mutex as soon as the page is free, writes single pages and never waits for a
/// vnode, and gives everything back when a window is lost. A caller that must not sleep gets what needs no writing.
/// </summary>
/// <remarks>
/// ARCHITECTURE.md lists each defect of the kernel's own texts and how this one avoids it. Within a round the windows are
/// tried in order of cost and place, each at most once, so a round ends; rounds end when one changes nothing.
/// </remarks>
internal sealed class MendedContig(KernelMemory memory, ContigSettings settings)
{
    /// <summary>A write that fails for a while is tried again this many rounds.</summary>
    private const int RoundsMax = 4;

    /// <summary>The page it sleeps on, after <see cref="Stop.SleepsOnPage"/>.</summary>
    public PageIndex SleepsOn { get; private set; } = PageIndex.None;

    /// <summary>What to tell the pager, after <see cref="Stop.PutsPages"/>.</summary>
    public PutPages? Put { get; private set; }

    public Stop Continue(ref ContigWork work)
    {
        while (true)
        {
            var stop = work.At switch
            {
                ContigStep.Begin => Begin(ref work),
                ContigStep.Pass => BeginRound(ref work),
                ContigStep.Scan => ChooseWindow(ref work),
                ContigStep.Page => HandlePage(ref work),
                ContigStep.Claim => ClaimPage(ref work),
                _ => ContinueWriting(ref work),
            };
            if (stop != Stop.Done)
                return stop;
        }
    }

    private static Stop Begin(ref ContigWork work)
    {
        ContigSearch.CheckArguments(work, "contigmalloc");
        work.At = ContigStep.Pass;
        return Stop.Done;
    }

    private static Stop BeginRound(ref ContigWork work)
    {
        if (work.Pass == RoundsMax)
            return Stop.Exhausted;

        (work.Cost, work.Start) = (-1, 0);
        work.At = ContigStep.Scan;
        return Stop.Done;
    }

    private Stop ChooseWindow(ref ContigWork work)
    {
        var best = new WindowSearch(memory).FindNext(work);
        if (best is not { } window)
        {
            work.Pass++;
            work.At = ContigStep.Pass;
            return Stop.Done;
        }

        (work.Cost, work.Start) = (window.Cost, window.Start);
        work.Index = (int)window.Start;
        work.Launder = new LaunderWork { Page = PageIndex.None }; // none written yet, page 0 neither
        work.At = ContigStep.Page;
        return Stop.Done;
    }

    private Stop HandlePage(ref ContigWork work)
    {
        if (work.Index == work.Start + work.Pages)
            return Return();

        var page = new PageIndex(work.Index);
        var state = memory[page];
        work.At = ContigStep.Claim;
        if (state.Queue == PageQueue.Free)
            return AtFreeMutex();

        if (!WindowSearch.MayTake(state) || !memory.TryLock(memory.OwnerOf(page).Object, settings.Thread))
            return GiveUpWindow(ref work);

        if (state.IsBusy)
            return Sleep(ref work, page);

        if (state.Queue != PageQueue.Cache && !TryToCache(page))
            return Write(ref work, page);

        memory.Trace?.Happened(KernelEvent.Free, page.Value);
        memory.Free(page);
        return AtFreeMutex();
    }

    private Stop Sleep(ref ContigWork work, PageIndex page)
    {
        if (work.MustNotSleep || work.Launder.Page == page)
            return GiveUpWindow(ref work);

        memory.Trace?.Happened(KernelEvent.Sleep, page.Value);
        SleepsOn = page;
        work.At = ContigStep.Laundered;
        work.Launder = new LaunderWork { Page = page, At = LaunderStep.Asleep };
        return Stop.SleepsOnPage;
    }

    // The daemon hears of it if the claims went below what it keeps.
    private Stop Return()
    {
        if (memory.IsPagingNeeded)
            memory.WakeDaemon();

        return Stop.Claimed;
    }

    private bool TryToCache(PageIndex page)
    {
        memory.TestDirty(page);
        return memory.TryToCache(page);
    }

    private Stop Write(ref ContigWork work, PageIndex page)
    {
        if (work.MustNotSleep || (work.Launder.Page == page && work.Launder.Result != LaunderResult.Busy))
            return GiveUpWindow(ref work); // or it was written just now, and is dirty again

        var id = memory.OwnerOf(page).Object;
        var isVnode = memory.Object(id).Type == ObjectType.Vnode;
        work.At = ContigStep.Laundered;
        work.Launder = new LaunderWork { Page = page, Object = id, At = isVnode ? LaunderStep.LockingVnode : LaunderStep.Writing };
        return isVnode ? Stop.CleansObject : PutPage(page);
    }

    private Stop PutPage(PageIndex page)
    {
        Put = Pageout.Begin(memory, [page], isSync: true);
        return Stop.PutsPages;
    }

    private Stop ContinueWriting(ref ContigWork work)
    {
        var launder = work.Launder;
        switch (launder.At)
        {
            case LaunderStep.LockingVnode when StillNeedsWriting(launder):
                work.Launder = launder with { At = LaunderStep.Cleaning };
                return PutPage(launder.Page);
            case LaunderStep.LockingVnode or LaunderStep.Cleaning:
                work.Launder = launder with { At = LaunderStep.Writing };
                return Stop.Cleaned; // the vnode can be unlocked
            default:
                var slept = launder.At == LaunderStep.Asleep;
                work.Launder = launder with { At = LaunderStep.Idle, Result = slept ? LaunderResult.Busy : LaunderResult.Handled };
                work.At = ContigStep.Page;
                return Stop.Done;
        }
    }

    // While the vnode was locked anything may have happened to the page.
    private bool StillNeedsWriting(in LaunderWork launder) =>
        memory.OwnerOf(launder.Page).Object == launder.Object
        && WindowSearch.MayTake(memory[launder.Page])
        && memory[launder.Page].Dirty != 0;

    private Stop AtFreeMutex() => settings.IsFine ? Stop.AtFreeMutex : Stop.Done;

    private Stop ClaimPage(ref ContigWork work)
    {
        if (!ContigSearch.TryClaim(memory, new PageIndex(work.Index), "contigmalloc"))
            return GiveUpWindow(ref work); // taken meanwhile: nobody waits for it here

        work.Index++;
        work.At = ContigStep.Page;
        return Stop.Done;
    }

    private Stop GiveUpWindow(ref ContigWork work)
    {
        ContigSearch.Release(memory, new PageIndex((int)work.Start), new PageIndex(work.Index));
        work.Launder = default;
        work.At = ContigStep.Scan;
        return Stop.Done;
    }
}
