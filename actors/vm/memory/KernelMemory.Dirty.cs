using ActorVm.Messages;

namespace ActorVm.Actors;

// Busy, dirty, mapped: what changes while a page stays where it is. Kernel notes §1, §2.
public sealed partial class KernelMemory
{
    /// <summary><c>vm_page_busy</c>: exclusively ours.</summary>
    internal void SetBusy(PageIndex page)
    {
        if (this[page].Has(PageFlags.Busy))
            throw new KernelPanicException("vm_page_busy: page already busy!!!");

        this[page] = this[page].With(PageFlags.Busy);
    }

    /// <summary><c>vm_page_wakeup</c>: no longer exclusively busy.</summary>
    internal void ClearBusy(PageIndex page)
    {
        if (!this[page].Has(PageFlags.Busy))
            throw new KernelPanicException("vm_page_wakeup: page not busy!!!");

        WakePage(page, this[page].Without(PageFlags.Busy));
    }

    /// <summary><c>vm_page_io_start</c>.</summary>
    internal void StartIo(PageIndex page) => this[page] = this[page] with { Busy = (byte)(this[page].Busy + 1) };

    /// <summary><c>vm_page_io_finish</c>.</summary>
    internal void FinishIo(PageIndex page)
    {
        var state = this[page] with { Busy = (byte)(this[page].Busy - 1) };
        if (state.Busy == 0)
            WakePage(page, state);
        else
            this[page] = state;
    }

    /// <summary>Marks that somebody is about to sleep on the page.</summary>
    internal void MarkWanted(PageIndex page) => this[page] = this[page].With(PageFlags.Wanted | PageFlags.Referenced);

    /// <summary><c>vm_page_dirty</c>.</summary>
    internal void MakeDirty(PageIndex page)
    {
        if (this[page].Queue == PageQueue.Cache)
            throw new KernelPanicException("vm_page_dirty: page in cache!");

        if (this[page].Queue == PageQueue.Free)
            throw new KernelPanicException("vm_page_dirty: page is free!");

        this[page] = this[page] with { Dirty = PageState.AllBits };
    }

    /// <summary><c>vm_page_undirty</c>; what the page tables say stays.</summary>
    internal void Undirty(PageIndex page) => this[page] = this[page] with { Dirty = 0 };

    /// <summary><c>pmap_clear_modify</c>.</summary>
    internal void ClearModified(PageIndex page) => this[page] = this[page].WithoutPmap(PmapFlags.Modified);

    /// <summary><c>vm_page_test_dirty</c>: takes over what the page tables know.</summary>
    internal void TestDirty(PageIndex page)
    {
        if (this[page].Dirty != PageState.AllBits && this[page].IsModified)
            MakeDirty(page);
    }

    /// <summary><c>pmap_remove_all</c>: unmaps everywhere; a modified page becomes dirty.</summary>
    internal void PmapRemoveAll(PageIndex page)
    {
        TakeOverModified(page);
        this[page] = this[page].WithoutPmap(PmapFlags.Mapped).Without(PageFlags.Writeable);
    }

    /// <summary><c>pmap_page_protect(READ)</c>: write-protects; a modified page becomes dirty.</summary>
    internal void WriteProtect(PageIndex page)
    {
        TakeOverModified(page);
        this[page] = this[page].Without(PageFlags.Writeable);
    }

    private void TakeOverModified(PageIndex page)
    {
        if (!this[page].IsModified)
            return;

        MakeDirty(page);
        ClearModified(page);
    }
}
