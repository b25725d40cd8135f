using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// vm_page_alloc_contig of 1.36. Goes down from the end of memory; a window is checked and claimed upwards. When one is given
/// up, the next one begins one page lower.
/// </summary>
/// <remarks>
/// Kernel notes §9.4 (a reconstruction). Cached pages are taken without a look at holds (H13: the claim then spins);
/// a cached page whose object is locked loses the pages claimed so far (H12); every window is looked at from its low end (H7).
/// </remarks>
internal sealed class PageAllocContig136(KernelMemory memory, ContigSettings settings, ContigLaunderer launderer)
    : PageAllocContig(memory, settings, launderer)
{
    protected override void SetOut(ref ContigWork work) => work.Start = Memory.Length;

    protected override Stop FindWindow(ref ContigWork work)
    {
        if (Memory.SearchesByRuns)
            return FindWindowByRuns(ref work);

        var start = (int)work.Start - 1;
        while (start >= 0 && !ContigSearch.IsCandidate(Memory, work, new PageIndex(start)))
            start--;

        work.Start = start;
        if (start < 0)
            return EndPass(ref work);

        if (IsWindow(work))
        {
            work.Index = start;
            work.At = ContigStep.Page;
        }

        return Stop.Done; // a conflict: try one page lower
    }

    private Stop FindWindowByRuns(ref ContigWork work)
    {
        var from = work.Start - 1;
        var found = new RunSearch(RunsOf(work), new CandidateGrid(Memory, work), work.Pages).Down(from);
        Memory.Examined += from - found.Start + found.Looks;
        work.Start = found.Start;
        if (found.Start < 0)
            return EndPass(ref work);

        Memory.Examined += work.Pages;
        work.Index = (int)found.Start;
        work.At = ContigStep.Page;
        return Stop.Done;
    }

    private bool IsWindow(in ContigWork work)
    {
        var first = new PageIndex((int)work.Start);
        for (var page = first + 1; page - first < work.Pages; page += 1)
        {
            if (!IsFitting(work, page))
                return false;
        }

        return true;
    }

    protected override bool IsComplete(in ContigWork work) => work.Index == work.Start + work.Pages;

    protected override void Advance(ref ContigWork work) => work.Index++;

    protected override Stop Return(ref ContigWork work) => Stop.Claimed;

    protected override Stop TakeCached(ref ContigWork work, PageIndex page)
    {
        var id = Memory.OwnerOf(page).Object;
        if (!Memory.TryLock(id, Settings.Thread))
        {
            Memory.Trace?.Happened(KernelEvent.Trylock, id.Value);
            work.At = ContigStep.Scan; // the pages claimed so far are forgotten
            return Stop.Done;
        }

        Memory.SetBusy(page);
        Memory.Trace?.Happened(KernelEvent.Free, page.Value);
        Memory.Free(page);
        return AtFreeMutex();
    }

    // What was cleaned first may be in use again by now.
    protected override Stop ClaimLate(ref ContigWork work) =>
        ContigSearch.ClaimWindow(Memory, new PageIndex((int)work.Start), work.Pages, "contigmalloc2").IsNone ? Stop.Claimed : GiveUpWindow(ref work);

    protected override Stop GiveUpWindow(ref ContigWork work)
    {
        if (Settings.ProtectsClaimed)
            ContigSearch.Release(Memory, new PageIndex((int)work.Start), new PageIndex(work.Index));

        work.At = ContigStep.Scan;
        return Stop.Done;
    }
}
