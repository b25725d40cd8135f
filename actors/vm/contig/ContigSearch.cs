using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What both algorithms ask of a page range, and how a page is claimed.</summary>
/// <remarks>Kernel notes §9, §9.3.</remarks>
internal static class ContigSearch
{
    /// <summary>The argument checks that panic.</summary>
    public static void CheckArguments(in ContigWork work, string function)
    {
        if (work.Pages == 0)
            throw new KernelPanicException($"{function}: size must not be 0");

        if ((work.Alignment & unchecked(work.Alignment - 1)) != 0)
            throw new KernelPanicException($"{function}: alignment must be a power of 2");

        if ((work.Boundary & unchecked(work.Boundary - 1)) != 0)
            throw new KernelPanicException($"{function}: boundary must be a power of 2");
    }

    public static ulong SizeOf(in ContigWork work) => (ulong)work.Pages << PageSize.Shift;

    /// <summary>Alignment 0 matches only address 0, as in the kernel.</summary>
    public static bool IsAligned(in ContigWork work, ulong address) =>
        (address & unchecked(work.Alignment - 1)) == 0
        && ((address ^ (address + SizeOf(work) - 1)) & ~unchecked(work.Boundary - 1)) == 0;

    /// <summary>Free or cached; from pass 1 on any page that is on ACTIVE or INACTIVE as well.</summary>
    public static bool IsAcceptable(PageState page, bool mayLaunder) =>
        page.IsFreeOrCache || (mayLaunder && page.Queue is PageQueue.Active or PageQueue.Inactive);

    /// <summary>May a window of the new algorithm begin at this page, as far as the page alone tells?</summary>
    public static bool IsCandidate(KernelMemory memory, in ContigWork work, PageIndex page)
    {
        memory.Examined++;
        if (!IsAcceptable(memory[page], work.Pass != 0))
            return false;

        var address = (ulong)memory.AddressOf(page);
        return address >= work.Low
            && address + SizeOf(work) <= work.High
            && IsAligned(work, address);
    }

    /// <summary>Physical neighbours: the page directly follows the one below it.</summary>
    public static bool FollowsBelow(KernelMemory memory, PageIndex page) =>
        memory.AddressOf(page) == memory.AddressOf(page - 1) + PageSize.Bytes;

    /// <summary>vm_contig_unqueue_free: takes the page if it is still free. Nobody's, on no queue: nobody can take it any more.</summary>
    public static bool TryClaim(KernelMemory memory, PageIndex page, string function)
    {
        if (memory[page].Queue != PageQueue.Free)
            return false;

        Claim(memory, page, function);
        return true;
    }

    /// <summary>Takes all pages of a window, or none if one of them is no longer free: that one; none if they are taken.</summary>
    public static PageIndex ClaimWindow(KernelMemory memory, PageIndex first, int pages, string function)
    {
        for (var page = first; page - first < pages; page += 1)
        {
            if (memory[page].Queue != PageQueue.Free)
                return page;
        }

        for (var page = first; page - first < pages; page += 1)
            Claim(memory, page, function);

        return PageIndex.None;
    }

    /// <summary>Off the free queue without waking anybody: no threshold is consulted (H20).</summary>
    public static void Claim(KernelMemory memory, PageIndex page, string function)
    {
        memory.DequeueWithoutWakeup(page);
        var state = memory[page];
        if (state.Has(PageFlags.Zero))
            memory.ChangeMeter(meter => meter with { ZeroCount = meter.ZeroCount - 1 });

        if (state.Dirty != 0)
            throw new KernelPanicException($"{function}: page {page.Value} was dirty");

        memory[page] = state with
        {
            Valid = PageState.AllBits,
            Flags = PageFlags.Unmanaged | (state.Flags & PageFlags.Zero),
            WireCount = 0,
            Busy = 0,
        };
        memory.Trace?.Happened(KernelEvent.Claim, page.Value);
    }

    // Claimed pages have no object, unless the window was claimed only half (H8).
    private static void FreeWithoutObjectLock(KernelMemory memory, PageIndex page)
    {
        if (!memory.OwnerOf(page).IsNone)
        {
            memory.DequeueWithoutWakeup(page);
            throw new KernelPanicException("mutex vm object not owned at vm_page_remove");
        }

        memory.FreeToQueue(page);
    }

    /// <summary>Gives claimed pages back, in ascending order.</summary>
    public static void Release(KernelMemory memory, PageIndex first, PageIndex end)
    {
        for (var page = first; page < end; page += 1)
        {
            memory.Trace?.Happened(KernelEvent.Release, page.Value);
            FreeWithoutObjectLock(memory, page);
        }
    }
}
