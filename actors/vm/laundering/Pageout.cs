using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>vm_pageout_flush, in its two halves: before the pager is asked, and after it has answered.</summary>
/// <remarks>Kernel notes §5, §6.</remarks>
internal static class Pageout
{
    /// <summary>Makes pages of one object that follow each other busy and write-protected.</summary>
    /// <returns>What to tell the pager.</returns>
    public static PutPages Begin(KernelMemory memory, ImmutableArray<PageIndex> pages, bool isSync)
    {
        var owner = memory.OwnerOf(pages[0]);
        foreach (var page in pages)
        {
            if (memory[page].Valid != PageState.AllBits)
                throw new KernelPanicException("vm_pageout_flush: partially invalid page");

            memory.StartIo(page);
            memory.WriteProtect(page);
        }

        var target = memory.Object(owner.Object);
        memory.Change(owner.Object, target with
        {
            PagingInProgress = target.PagingInProgress + pages.Length,
            Type = target.Type == ObjectType.Default ? ObjectType.Swap : target.Type, // even if the put then fails
        });

        if (target.IsSwapBacked)
        {
            foreach (var page in pages)
                memory[page] = memory[page] with { Dirty = PageState.AllBits };
        }

        return new PutPages(owner.Object, owner.Offset, pages, isSync);
    }

    /// <summary>The buffer cache takes pages for a file write: clean from here on, so that later changes are not lost.</summary>
    /// <param name="requeue">Wired meanwhile, and put at the tail of INACTIVE afterwards, as UFS does.</param>
    public static void BeginFileWrite(KernelMemory memory, BeginFileWrite write, bool requeue)
    {
        foreach (var (page, outcome) in write.Pages.Zip(write.Outcomes))
        {
            if (outcome != PageOutStatus.Ok)
                continue;

            memory.Undirty(page);
            if (requeue)
                memory.Wire(page);

            if (!write.IsSync)
                memory.StartIo(page);
        }
    }

    /// <summary>The disk has what the buffer cache wrote on its own: the pages are let go, to CACHE while memory is severely short.</summary>
    public static void ReleaseBuffers(KernelMemory memory, FileWriteDone write, bool requeue)
    {
        foreach (var (page, outcome) in write.Pages.Zip(write.Outcomes))
        {
            if (outcome != PageOutStatus.Ok)
                continue;

            memory.FinishIo(page);
            if (requeue)
                memory.Unwire(page, activate: false);

            if (memory.IsSevere)
                memory.TryToCache(page);
        }
    }

    /// <summary>What the pager's answer does to each page. While memory is severely short, clean pages go to CACHE at once.</summary>
    public static void Finish(
        KernelMemory memory, ObjectId id, ImmutableArray<PageIndex> pages, ImmutableArray<PageOutStatus> outcomes, bool requeue)
    {
        foreach (var (page, outcome) in pages.Zip(outcomes))
        {
            if (requeue && outcome == PageOutStatus.Ok)
                memory.Unwire(page, activate: false);
        }

        foreach (var (page, outcome) in pages.Zip(outcomes))
        {
            TakeOutcome(memory, page, outcome);
            var target = memory.Object(id);
            memory.Change(id, target with { PagingInProgress = target.PagingInProgress - 1 });
            memory.FinishIo(page);
            if (outcome != PageOutStatus.SwapError && memory.IsSevere)
                memory.TryToCache(page);
        }
    }

    private static void TakeOutcome(KernelMemory memory, PageIndex page, PageOutStatus outcome)
    {
        switch (outcome)
        {
            case PageOutStatus.SwapDone or PageOutStatus.Bad:
                memory.ClearModified(page);
                memory.Undirty(page);
                break;
            case PageOutStatus.SwapError:
                memory.MakeDirty(page);
                memory.Activate(page);
                break;
            case PageOutStatus.Fail or PageOutStatus.NoSpace:
                memory.Activate(page);
                break;
            default: // OK and AGAIN leave the page as it is
                break;
        }
    }
}
