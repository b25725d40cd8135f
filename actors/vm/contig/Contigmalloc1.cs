using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// contigmalloc1, the old algorithm. Goes up from page 0 to the first window of free and cached pages, frees the cached
/// ones, looks again whether all are free, and claims them in one go. If there is no window it launders: one page a call,
/// always from the head of INACTIVE, then ACTIVE, as many calls as the queue is long, and looks further.
/// </summary>
/// <remarks>
/// Kernel notes §9.2, §9.5. The start is never reset between passes (H3), the budget is calls and not pages (H4), and the
/// bound is the number of real pages although the array has entries for holes (H5).
/// </remarks>
internal sealed class Contigmalloc1(KernelMemory memory, ContigSettings settings, ContigLaunderer launderer)
{
    private readonly QueueLaundering laundering = new(memory, settings.Revision, launderer);

    public Stop Continue(ref ContigWork work)
    {
        while (true)
        {
            var stop = work.At switch
            {
                ContigStep.Begin => Begin(ref work),
                ContigStep.Pass => BeginPass(ref work),
                ContigStep.LockFree => LockFree(ref work),
                ContigStep.Scan => FindWindow(ref work),
                ContigStep.TakeCached => TakeCached(ref work),
                ContigStep.LockFreeAgain => ClaimWindow(ref work),
                _ => laundering.Continue(ref work),
            };
            if (stop != Stop.Done)
                return stop;
        }
    }

    private static Stop Begin(ref ContigWork work)
    {
        ContigSearch.CheckArguments(work, "contigmalloc1");
        work.Start = 0;
        work.At = ContigStep.Pass;
        return Stop.Done;
    }

    private Stop BeginPass(ref ContigWork work)
    {
        if (work.Pass == settings.Revision.OldPasses)
            return Stop.Exhausted;

        work.At = ContigStep.LockFree;
        return Stop.Done;
    }

    private Stop LockFree(ref ContigWork work)
    {
        work.At = ContigStep.Scan;
        return AtFreeMutex();
    }

    private Stop FindWindow(ref ContigWork work)
    {
        if (memory.SearchesByRuns)
            return FindWindowByRuns(ref work);

        var page = new PageIndex((int)work.Start);
        while (page.Value < memory.RealPages && !IsCandidate(work, page))
            page += 1;

        if (page.Value == memory.RealPages || (ulong)memory.AddressOf(page) + ContigSearch.SizeOf(work) > work.High)
            return BeginLaundering(ref work);

        work.Start = page.Value;
        if (!IsWindow(work))
        {
            work.Start++;
            return Stop.Done;
        }

        work.Index = page.Value;
        work.At = ContigStep.TakeCached;
        return Stop.Done;
    }

    private Stop FindWindowByRuns(ref ContigWork work)
    {
        var (runs, grid, from) = (memory.RunsOf(PageKind.FreeOrCache), new CandidateGrid(memory, work), work.Start);
        var found = new RunSearch(runs, grid, work.Pages).Up(from, memory.RealPages);
        memory.Examined += found.Looks;
        if (found.Start >= 0)
        {
            memory.Examined += found.Start - from + work.Pages;
            (work.Start, work.Index) = (found.Start, (int)found.Start);
            work.At = ContigStep.TakeCached;
            return Stop.Done;
        }

        // A page below high from which the window would cross it ends the pass.
        var crossing = new CandidateGrid(memory, work, mayCrossHigh: true);
        var last = new RunSearch(runs, crossing, pages: 1).Up(Math.Max(from, grid.Highest + 1), memory.RealPages);
        memory.Examined += (last.Start < 0 ? memory.RealPages : last.Start + 1) - from;
        work.Start = Math.Max(from, found.LastVain + 1);
        return BeginLaundering(ref work);
    }

    private bool IsCandidate(in ContigWork work, PageIndex page)
    {
        memory.Examined++;
        if (!memory[page].IsFreeOrCache)
            return false;

        var address = (ulong)memory.AddressOf(page);
        return address >= work.Low && address < work.High && ContigSearch.IsAligned(work, address);
    }

    private bool IsWindow(in ContigWork work)
    {
        var first = new PageIndex((int)work.Start);
        for (var page = first + 1; page - first < work.Pages; page += 1)
        {
            memory.Examined++;
            if (!memory.Contains(page) || !ContigSearch.FollowsBelow(memory, page) || !memory[page].IsFreeOrCache)
                return false;
        }

        return true;
    }

    private Stop TakeCached(ref ContigWork work)
    {
        for (; work.Index < work.Start + work.Pages; work.Index++)
        {
            var page = new PageIndex(work.Index);
            if (memory[page].Queue == PageQueue.Cache && !TryFreeCached(page))
                return Retry(ref work, ContigStep.LockFree);
        }

        work.At = ContigStep.LockFreeAgain;
        return AtFreeMutex();
    }

    private bool TryFreeCached(PageIndex page)
    {
        var checks = settings.Revision.ChecksCachedPages;
        if (checks && memory[page].HoldCount != 0)
            return false;

        var id = memory.OwnerOf(page).Object;
        if (!memory.TryLock(id, settings.Thread))
        {
            memory.Trace?.Happened(KernelEvent.Trylock, id.Value);
            return false;
        }

        if (checks && memory[page].IsBusy)
            return false;

        if (!checks)
            memory.SetBusy(page);

        memory.Trace?.Happened(KernelEvent.Free, page.Value);
        memory.Free(page);
        return true;
    }

    // Only the free mutex protects free pages: somebody may have taken one since the look under it before.
    private Stop ClaimWindow(ref ContigWork work)
    {
        var first = new PageIndex((int)work.Start);
        for (var page = first; page - first < work.Pages; page += 1)
        {
            if (memory[page].Queue != PageQueue.Free)
                return Retry(ref work, ContigStep.Scan);
        }

        for (var page = first; page - first < work.Pages; page += 1)
            ContigSearch.Claim(memory, page, "contigmalloc1");

        return Stop.Claimed;
    }

    private static Stop Retry(ref ContigWork work, ContigStep step)
    {
        work.Start++;
        work.At = step;
        return Stop.Done;
    }

    private Stop BeginLaundering(ref ContigWork work)
    {
        var isLast = work.Pass == settings.Revision.OldPasses - 1;
        QueueLaundering.Begin(
            ref work,
            settings.Revision.LaundersWithoutEnd ? int.MaxValue : isLast ? 0 : memory.LengthOf(PageQueue.Inactive),
            settings.Revision.LaundersWithoutEnd ? int.MaxValue : isLast ? 0 : memory.LengthOf(PageQueue.Active));
        return Stop.Done;
    }

    private Stop AtFreeMutex() => settings.IsFine ? Stop.AtFreeMutex : Stop.Done;
}
