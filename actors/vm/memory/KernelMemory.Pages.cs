using ActorVm.Messages;

namespace ActorVm.Actors;

// vm_page.c: how a page is activated, deactivated, cached, freed, wired, held. Kernel notes §1, §2.
public sealed partial class KernelMemory
{
    private const byte ActInit = 5;

    /// <summary><c>vm_page_activate</c>. Already ACTIVE: not requeued.</summary>
    internal void Activate(PageIndex page)
    {
        if (this[page].Queue != PageQueue.Active)
        {
            CountReactivated(page);
            Dequeue(page);
            var state = this[page];
            if (state.WireCount != 0 || state.Has(PageFlags.Unmanaged))
                return;

            Enqueue(PageQueue.Active, page);
        }

        this[page] = this[page] with { ActCount = Math.Max(this[page].ActCount, ActInit) };
    }

    /// <summary><c>vm_page_deactivate</c>, to the tail of INACTIVE (or its head, for pages known to be unneeded).</summary>
    internal void Deactivate(PageIndex page, bool atHead = false)
    {
        if (this[page].Queue == PageQueue.Inactive)
            return;

        var state = this[page];
        if (state.WireCount != 0 || state.Has(PageFlags.Unmanaged))
            return;

        CountReactivated(page);
        this[page] = state.Without(PageFlags.WinAtCfls);
        Dequeue(page);
        if (atHead)
            EnqueueAtHead(PageQueue.Inactive, page);
        else
            Enqueue(PageQueue.Inactive, page);
    }

    /// <summary><c>vm_page_cache</c>.</summary>
    internal void Cache(PageIndex page)
    {
        var state = this[page];
        if (state.Has(PageFlags.Unmanaged) || state.IsBusy || state.HoldCount != 0 || state.WireCount != 0)
            return; // the kernel prints "vm_page_cache: attempting to cache busy page"

        if (state.Queue == PageQueue.Cache)
            return;

        PmapRemoveAll(page);
        if (this[page].Dirty != 0)
            throw new KernelPanicException($"vm_page_cache: caching a dirty page, pindex: {OwnerOf(page).Offset}");

        DequeueWithoutWakeup(page);
        Enqueue(PageQueue.Cache, page);
        FreeWakeup();
    }

    /// <summary><c>vm_page_try_to_cache</c>: whether it was cached.</summary>
    internal bool TryToCache(PageIndex page)
    {
        if (!IsQuiet(page))
            return false;

        PmapRemoveAll(page);
        if (this[page].Dirty != 0)
            return false;

        Cache(page);
        return true;
    }

    /// <summary><c>vm_page_try_to_free</c>: whether it was freed.</summary>
    internal bool TryToFree(PageIndex page)
    {
        if (!IsQuiet(page))
            return false;

        PmapRemoveAll(page);
        if (this[page].Dirty != 0)
            return false;

        Free(page);
        return true;
    }

    /// <summary><c>vm_page_free</c>: its contents are no longer known to be zero.</summary>
    internal void Free(PageIndex page)
    {
        this[page] = this[page].Without(PageFlags.Zero);
        FreeToQueue(page);
    }

    /// <summary><c>vm_page_free_toq</c>: to FREE (zero pages to the tail), or to HOLD while somebody holds it.</summary>
    internal void FreeToQueue(PageIndex page)
    {
        var state = this[page];
        if (state.Queue == PageQueue.Free)
            throw new KernelPanicException("vm_page_free: freeing free page");

        if (state.Busy != 0)
            throw new KernelPanicException("vm_page_free: freeing busy page");

        if (KeepsStatistics)
            Counters.FreedTotal++;

        DequeueWithoutWakeup(page);
        RemoveFromObject(page);
        if (this[page].WireCount > 1)
            throw new KernelPanicException($"vm_page_free: invalid wire count ({this[page].WireCount}), pindex: 0x0");

        if (this[page].WireCount == 1)
            throw new KernelPanicException("vm_page_free: freeing wired page");

        // Nothing of its past is left but whether it is zero and who still holds it, so that equal situations are equal states.
        state = this[page];
        this[page] = new PageState { Colour = state.Colour, HoldCount = state.HoldCount, Flags = state.Flags & PageFlags.Zero };
        PutOnFreeOrHold(page);
        FreeWakeup();
    }

    /// <summary><c>vm_page_wire</c>.</summary>
    internal void Wire(PageIndex page)
    {
        if (this[page].WireCount == 0)
        {
            if (!this[page].Has(PageFlags.Unmanaged))
                Dequeue(page);

            Counters.WireCount++;
        }

        this[page] = this[page] with { WireCount = (ushort)(this[page].WireCount + 1) };
    }

    /// <summary><c>vm_page_unwire</c>: back to the tail of ACTIVE or INACTIVE at the last one.</summary>
    internal void Unwire(PageIndex page, bool activate)
    {
        var state = this[page];
        if (state.WireCount == 0)
            throw new KernelPanicException("vm_page_unwire: invalid wire count: 0");

        this[page] = state = state with { WireCount = (ushort)(state.WireCount - 1) };
        if (state.WireCount != 0)
            return;

        Counters.WireCount--;
        if (state.Has(PageFlags.Unmanaged))
            return;

        if (!activate)
            this[page] = state.Without(PageFlags.WinAtCfls);

        Enqueue(activate ? PageQueue.Active : PageQueue.Inactive, page);
    }

    /// <summary><c>vm_page_hold</c>.</summary>
    internal void Hold(PageIndex page) => this[page] = this[page] with { HoldCount = (short)(this[page].HoldCount + 1) };

    /// <summary><c>vm_page_unhold</c>: the last one frees a page that waited on HOLD.</summary>
    internal void Unhold(PageIndex page)
    {
        var state = this[page];
        if (state.HoldCount == 0)
            throw new KernelPanicException("vm_page_unhold: hold count < 0!!!");

        this[page] = state = state with { HoldCount = (short)(state.HoldCount - 1) };
        if (state.HoldCount == 0 && state.Queue == PageQueue.Hold)
            FreeToQueue(page);
    }

    /// <summary><c>vm_page_dontneed</c>: the caller will not touch it again soon.</summary>
    internal void DontNeed(PageIndex page)
    {
        var weight = ++Counters.DontNeedWeight;
        if ((weight & 0x1F0) == 0 || this[page].Queue is PageQueue.Inactive or PageQueue.Cache)
        {
            if (this[page].ActCount >= ActInit)
                this[page] = this[page] with { ActCount = (byte)(this[page].ActCount - 1) };

            return;
        }

        TestDirty(page);
        Deactivate(page, atHead: this[page].Dirty == 0 && (weight & 0x70) != 0);
    }

    // Neither dirty, nor held, wired, unmanaged or busy: the tests that try_to_cache and try_to_free share.
    private bool IsQuiet(PageIndex page)
    {
        var state = this[page];
        return state is { Dirty: 0, HoldCount: 0, WireCount: 0 } && !state.IsBusy && !state.Has(PageFlags.Unmanaged);
    }

    private void CountReactivated(PageIndex page)
    {
        if (KeepsStatistics && this[page].Queue == PageQueue.Cache)
            Counters.Reactivated++;
    }

    private void PutOnFreeOrHold(PageIndex page)
    {
        if (this[page].HoldCount != 0)
        {
            this[page] = this[page].Without(PageFlags.Zero);
            Enqueue(PageQueue.Hold, page);
        }
        else if (this[page].Has(PageFlags.Zero))
        {
            Enqueue(PageQueue.Free, page);
            Counters.ZeroCount++;
        }
        else
        {
            EnqueueAtHead(PageQueue.Free, page);
        }
    }
}
