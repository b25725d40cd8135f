using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// contigmalloc of September 2007: vm_phys_alloc_contig takes a range of free pages under one mutex, so nobody steals one
/// in between (H14). If there is none it empties nothing at first, then INACTIVE, then ACTIVE, and looks again each time;
/// a caller with M_NOWAIT looks without writing anything.
/// </summary>
/// <remarks>
/// History A (1.6x), H25. Physical addresses of i386 are 32 bits wide, so the end of a range of nearly 4 GiB wraps around
/// and looks as if it lay below the limit, and behind the last block to be checked. Not modelled: the buddy lists; a range
/// may begin at any page, and is looked for from below.
/// </remarks>
internal sealed class PhysAllocContig(KernelMemory memory, ContigSettings settings, ContigLaunderer launderer)
{
    private readonly QueueLaundering laundering = new(memory, settings.Revision, launderer);

    public Stop Continue(ref ContigWork work)
    {
        while (true)
        {
            var stop = work.At switch
            {
                ContigStep.Begin => Begin(ref work),
                ContigStep.Pass => BeginTry(ref work),
                ContigStep.Scan => TakeRange(ref work),
                _ => laundering.Continue(ref work),
            };
            if (stop != Stop.Done)
                return stop;
        }
    }

    private static Stop Begin(ref ContigWork work)
    {
        ContigSearch.CheckArguments(work, "vm_phys_alloc_contig");
        work.At = ContigStep.Pass;
        return Stop.Done;
    }

    private Stop BeginTry(ref ContigWork work)
    {
        if (work.Pass == (work.MustNotSleep ? 2 : settings.Revision.Passes))
            return Stop.Exhausted;

        work.At = ContigStep.Scan;
        return settings.IsFine ? Stop.AtFreeMutex : Stop.Done;
    }

    private Stop TakeRange(ref ContigWork work)
    {
        var page = MayGoByRuns(work) ? FindRangeByRuns(work) : FindRange(work);
        if (page.Value == memory.Length)
            return LaunderAndLookAgain(ref work);

        work.Start = page.Value;
        for (var taken = page; taken - page < work.Pages; taken += 1)
            Take(taken);

        return Stop.Claimed;
    }

    private PageIndex FindRange(in ContigWork work)
    {
        var page = new PageIndex(0);
        while (page.Value < memory.Length && !IsRange(work, page))
            page += 1;

        return page;
    }

    private PageIndex FindRangeByRuns(in ContigWork work)
    {
        var found = new RunSearch(memory.RunsOf(PageKind.OnFreeLists), new CandidateGrid(memory, work), work.Pages).Up(0, memory.Length);
        memory.Examined += found.Looks + (found.Start < 0 ? memory.Length : found.Start + work.Pages);
        return new PageIndex(found.Start < 0 ? memory.Length : (int)found.Start);
    }

    // Locks are no property of pages, and addresses that wrap around none of runs.
    private bool MayGoByRuns(in ContigWork work)
    {
        var top = (ulong)memory.AddressOf(new PageIndex(memory.Length - 1));
        return memory.SearchesByRuns && !memory.IsAnyObjectLocked && (top > uint.MaxValue || top + ContigSearch.SizeOf(work) <= uint.MaxValue);
    }

    private bool IsRange(in ContigWork work, PageIndex page)
    {
        memory.Examined++;
        if (!IsFree(page))
            return false;

        var first = (ulong)memory.AddressOf(page);
        var end = AsAddress(first + ContigSearch.SizeOf(work));
        return first >= work.Low && end <= work.High && ContigSearch.IsAligned(work, first) && IsFreeUpTo(page, first, end);
    }

    // vm_paddr_t: 32 bits, unless there is memory beyond them.
    private ulong AsAddress(ulong sum) => memory.AddressOf(new PageIndex(memory.Length - 1)) <= uint.MaxValue ? sum & uint.MaxValue : sum;

    // A range that wraps around has no pages behind its first, by this account.
    private bool IsFreeUpTo(PageIndex first, ulong address, ulong end)
    {
        for (var page = first + 1; (address += PageSize.Bytes) < end; page += 1)
        {
            memory.Examined++;
            if (!memory.Contains(page) || !ContigSearch.FollowsBelow(memory, page) || !IsFree(page))
                return false;
        }

        return true;
    }

    private bool IsFree(PageIndex page) => memory[page].Queue switch
    {
        PageQueue.Free => true,
        PageQueue.Cache => memory[page] is { HoldCount: 0, IsBusy: false } && !memory.IsLockedByOther(memory.OwnerOf(page).Object, settings.Thread),
        _ => false,
    };

    private void Take(PageIndex page)
    {
        if (!memory.Contains(page))
            throw KernelPanicException.OutsidePageArray();

        if (!IsFree(page))
            throw new KernelPanicException($"page fault in vm_phys_alloc_contig: page {page.Value} is on no free list", isPageFault: true);

        if (memory[page].Queue == PageQueue.Cache)
        {
            memory.Trace?.Happened(KernelEvent.Free, page.Value);
            memory.Free(page);
        }

        ContigSearch.Claim(memory, page, "vm_phys_alloc_contig");
    }

    private Stop LaunderAndLookAgain(ref ContigWork work)
    {
        var isLast = work.Pass + 1 == settings.Revision.Passes;
        QueueLaundering.Begin(
            ref work,
            work.Pass == 0 || work.MustNotSleep || isLast ? 0 : memory.LengthOf(PageQueue.Inactive),
            work.Pass <= 1 || work.MustNotSleep || isLast ? 0 : memory.LengthOf(PageQueue.Active));
        return Stop.Done;
    }
}
