using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>How urgently <c>vm_page_alloc</c> needs a page.</summary>
public enum AllocationClass : byte { Normal, Interrupt, System }

// vm_page_alloc and what it is made of. Kernel notes §2.1.
public sealed partial class KernelMemory
{
    /// <summary>
    /// <c>vm_page_alloc</c>: one page, put busy into an object. Never sleeps; none if the reserves forbid it.
    /// The page-queue mutex is needed only to take pages from CACHE.
    /// </summary>
    internal PageIndex Allocate(ObjectId owner, int offset, AllocationClass urgency, ActorId thread, bool wantZero = false)
    {
        var colour = (offset + Object(owner).Colour) & (Colours - 1);
        while (!MayTakeFree(urgency))
        {
            if (urgency == AllocationClass.Interrupt)
                return RefuseForNow();

            if (FreeOneCached(colour, thread))
                continue;

            RefuseForNow();
            if (urgency == AllocationClass.Normal || counters.FreeCount <= Thresholds.InterruptFreeMin)
                return PageIndex.None;

            break;
        }

        var page = SelectFree(colour, wantZero);
        TakeFree(page, keepZero: wantZero);
        InsertInObject(page, owner, offset);
        if (IsPagingNeeded)
            WakeDaemon();

        return page;
    }

    /// <summary>Which page <see cref="Allocate"/> would take next from FREE: the colour, then its neighbours ever nearer.</summary>
    internal PageIndex SelectFree(int colour, bool fromTail)
    {
        var page = fromTail ? LastOf(PageQueue.Free, colour) : FirstOf(PageQueue.Free, colour);
        for (var distance = Colours / 2; page.IsNone && distance > 0; distance--)
        {
            page = FirstOf(PageQueue.Free, (colour + distance) & (Colours - 1));
            if (page.IsNone)
                page = FirstOf(PageQueue.Free, (colour - distance) & (Colours - 1));
        }

        return page.IsNone ? throw new KernelPanicException("vm_page_alloc(): missing page on free queue") : page;
    }

    /// <summary>May this class take a page from FREE as it is, without a look at CACHE?</summary>
    internal bool MayTakeFree(AllocationClass urgency) =>
        counters.FreeCount > Thresholds.FreeReserved
        || urgency switch
        {
            AllocationClass.System => counters.CacheCount == 0 && counters.FreeCount > Thresholds.InterruptFreeMin,
            AllocationClass.Interrupt => counters.FreeCount > 0,
            _ => false,
        };

    private PageIndex RefuseForNow()
    {
        Counters.PageoutDeficit++;
        WakeDaemon();
        return PageIndex.None;
    }

    // vm_page_select_cache and the free that follows: pages that cannot be had are deactivated on the way.
    private bool FreeOneCached(int colour, ActorId thread)
    {
        while (true)
        {
            var page = SelectCache(colour);
            if (page.IsNone)
                return false;

            if (this[page].HoldCount == 0 && TryLock(OwnerOf(page).Object, thread))
            {
                Free(page);
                return true;
            }

            Deactivate(page);
        }
    }

    private PageIndex SelectCache(int colour)
    {
        var page = FirstOf(PageQueue.Cache, colour);
        for (var distance = Colours / 2; page.IsNone && distance > 0; distance--)
        {
            page = FirstOf(PageQueue.Cache, (colour + distance) & (Colours - 1));
            if (page.IsNone)
                page = FirstOf(PageQueue.Cache, (colour - distance) & (Colours - 1));
        }

        return page;
    }

    internal void TakeFree(PageIndex page, bool keepZero)
    {
        var wasZero = this[page].Has(PageFlags.Zero);
        DequeueWithoutWakeup(page);
        if (wasZero)
            Counters.ZeroCount--;

        var state = this[page];
        this[page] = new PageState
        {
            Colour = state.Colour,
            Flags = PageFlags.Busy | (wasZero && keepZero ? PageFlags.Zero : PageFlags.None),
        };
    }
}
