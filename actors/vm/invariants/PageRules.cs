using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What must be true of each page by itself, and of the sums over all pages.</summary>
internal sealed class PageRules(KernelMemory memory, List<InvariantViolation> found, int most, bool[] metOnQueue)
{
    private int onNone;
    private int wired;
    private int zero;

    public void Run()
    {
        for (var page = new PageIndex(0); memory.Contains(page) && found.Count < most; page += 1)
            Check(page);

        if (found.Count >= most)
            return;

        var meter = memory.Meter;
        if (wired != meter.WireCount)
            found.Add(new(KernelInvariants.WireCounts, $"v_wire_count is {meter.WireCount}, but {wired} pages are wired"));

        if (zero != meter.ZeroCount)
            found.Add(new(KernelInvariants.FreePages, $"vm_page_zero_count is {meter.ZeroCount}, but {zero} pages on FREE are PG_ZERO"));

        var sum = meter.FreeCount + meter.CacheCount + meter.InactiveCount + meter.ActiveCount + onNone;
        if (sum != memory.RealPages)
        {
            found.Add(new(
                KernelInvariants.Conservation,
                $"free {meter.FreeCount} + cache {meter.CacheCount} + inactive {meter.InactiveCount} + active and hold "
                + $"{meter.ActiveCount} + none {onNone} = {sum}, but there are {memory.RealPages} pages"));
        }
    }

    private void Check(PageIndex page)
    {
        var state = memory[page];
        if (state.IsHole)
        {
            if (state != new PageState { Pmap = PmapFlags.Hole } || !memory.OwnerOf(page).IsNone)
                Add(KernelInvariants.OneHomePerPage, page, "is a hole, but was used");

            return;
        }

        if (state.Queue != PageQueue.None && !metOnQueue[page.Value])
            Add(KernelInvariants.OneHomePerPage, page, $"says it is on {QueueWalk.Name(state.Queue)}, but is not there");

        if (state.WireCount != 0)
            CheckWired(page, state);

        switch (state.Queue)
        {
            case PageQueue.None: CheckOnNone(page, state); break;
            case PageQueue.Free: CheckFree(page, state); break;
            case PageQueue.Cache: CheckCached(page, state); break;
            case PageQueue.Hold: CheckHeld(page, state); break;
            default: CheckPaging(page, state); break;
        }
    }

    private void CheckWired(PageIndex page, in PageState state)
    {
        wired++;
        if (state.Queue != PageQueue.None)
            Add(KernelInvariants.WireCounts, page, $"is wired, but on {QueueWalk.Name(state.Queue)}");
    }

    private void CheckOnNone(PageIndex page, in PageState state)
    {
        onNone++;
        var isClaimed = state.Has(PageFlags.Unmanaged) && state.WireCount == 0 && memory.OwnerOf(page).IsNone;
        if (isClaimed && (IsDirty(state) || IsMapped(state) || state.IsBusy))
            Add(KernelInvariants.ClaimedPages, page, $"was claimed, but is {Describe(state)}");
    }

    private void CheckFree(PageIndex page, in PageState state)
    {
        if (state.Has(PageFlags.Zero))
            zero++;

        if (!memory.OwnerOf(page).IsNone)
            Add(KernelInvariants.FreePages, page, $"is free, but belongs to object {memory.OwnerOf(page).Object.Value}");

        if (IsDirty(state) || IsMapped(state) || state.IsBusy || state.Has(PageFlags.Unmanaged))
            Add(KernelInvariants.FreePages, page, $"is free, but {Describe(state)}");
    }

    private void CheckCached(PageIndex page, in PageState state)
    {
        if (memory.OwnerOf(page).IsNone)
            Add(KernelInvariants.CachePages, page, "is cached, but belongs to no object");

        if (IsDirty(state) || IsMapped(state) || state.IsBusy || state.Has(PageFlags.Unmanaged))
            Add(KernelInvariants.CachePages, page, $"is cached, but {Describe(state)}");
    }

    private void CheckHeld(PageIndex page, in PageState state)
    {
        if (state.HoldCount <= 0 || !memory.OwnerOf(page).IsNone)
            Add(KernelInvariants.FreePages, page, $"waits on HOLD with hold_count {state.HoldCount}");
    }

    private void CheckPaging(PageIndex page, in PageState state)
    {
        if (memory.OwnerOf(page).IsNone)
            Add(KernelInvariants.OneHomePerPage, page, $"is on {QueueWalk.Name(state.Queue)}, but belongs to no object");

        if (state.Has(PageFlags.Unmanaged))
            Add(KernelInvariants.OneHomePerPage, page, $"is on {QueueWalk.Name(state.Queue)}, but unmanaged");
    }

    private static bool IsDirty(in PageState state) => state.Dirty != 0 || state.IsModified;

    private static bool IsMapped(in PageState state) => (state.Pmap & PmapFlags.Mapped) != 0;

    private static string Describe(in PageState state) =>
        IsDirty(state) ? "dirty" : IsMapped(state) ? "mapped" : state.IsBusy ? "busy" : "unmanaged";

    private void Add(string property, PageIndex page, string words) => found.Add(new(property, $"page {page.Value} {words}"));
}
