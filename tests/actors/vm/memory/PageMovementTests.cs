using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Memory;

/// <summary>The movements of vm_page.c, one by one; 64 pages in 4 colours.</summary>
public sealed class PageMovementTests
{
    private readonly Bench bench = new(pages: 64);

    private KernelMemory Memory => bench.Memory;

    [Fact]
    public void After_boot_every_colour_has_its_pages_in_ascending_order()
    {
        Assert.Equal([1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 45, 49, 53, 57, 61], Pages(PageQueue.Free, 1));
        Assert.Equal(64, Memory.Meter.FreeCount);
    }

    [Fact]
    public void A_hole_between_segments_is_no_page_and_is_not_counted()
    {
        var memory = new KernelMemory([new MemorySegment(16, 8), new MemorySegment(32, 4)], 4);

        Assert.Equal((20, 12, 12), (memory.Length, memory.RealPages, memory.Meter.FreeCount));
        Assert.Equal((16L << 12, 0L, 32L << 12), (memory.AddressOf(new(0)), memory.AddressOf(new(8)), memory.AddressOf(new(16))));
        Assert.True(memory[new PageIndex(15)].IsHole);
        Assert.Empty(KernelInvariants.Violations(memory));
    }

    [Fact]
    public void A_freed_page_goes_to_the_head_of_its_colour_and_a_zero_page_to_the_tail()
    {
        var page = Resident();
        Memory.Free(page);
        Assert.Equal(page.Value, Pages(PageQueue.Free, 0)[0]);

        page = Resident();
        Memory[page] = Memory[page].With(PageFlags.Zero);
        Memory.FreeToQueue(page);
        Assert.Equal(page.Value, Pages(PageQueue.Free, 0)[^1]);
        Assert.Equal((1, 2L), (Memory.Meter.ZeroCount, Memory.Meter.FreedTotal));
    }

    [Fact]
    public void A_held_page_is_freed_to_HOLD_and_to_FREE_when_it_is_let_go()
    {
        var page = Resident();
        Memory.Hold(page);
        Memory.Free(page);
        Assert.Equal((PageQueue.Hold, 1, 63), (Memory[page].Queue, Memory.Meter.ActiveCount, Memory.Meter.FreeCount));

        Memory.Unhold(page);
        Assert.Equal((PageQueue.Free, 0, 64), (Memory[page].Queue, Memory.Meter.ActiveCount, Memory.Meter.FreeCount));
    }

    [Fact]
    public void Activating_an_active_page_raises_its_activity_but_does_not_requeue_it()
    {
        var (first, second) = (Resident(), Resident());
        Memory[first] = Memory[first] with { ActCount = 0 };

        Memory.Activate(first);

        Assert.Equal([first.Value, second.Value], Pages(PageQueue.Active));
        Assert.Equal(5, Memory[first].ActCount);
    }

    [Fact]
    public void Deactivating_puts_at_the_tail_of_INACTIVE_and_forgets_the_first_trip_through_it()
    {
        var (first, second) = (Resident(), Resident());
        Memory[second] = Memory[second].With(PageFlags.WinAtCfls);

        Memory.Deactivate(first);
        Memory.Deactivate(second);
        Memory.Deactivate(first);

        Assert.Equal([first.Value, second.Value], Pages(PageQueue.Inactive));
        Assert.False(Memory[second].Has(PageFlags.WinAtCfls));
        Assert.Equal((2, 0), (Memory.Meter.InactiveCount, Memory.Meter.ActiveCount));
    }

    [Fact]
    public void A_cached_page_that_is_used_again_counts_as_reactivated()
    {
        var page = Resident();
        Memory.Cache(page);
        Assert.Equal((PageQueue.Cache, 1), (Memory[page].Queue, Memory.Meter.CacheCount));

        Memory.Activate(page);
        Assert.Equal((PageQueue.Active, 1L), (Memory[page].Queue, Memory.Meter.Reactivated));
    }

    [Fact]
    public void A_page_that_is_busy_held_wired_or_unmanaged_is_not_cached()
    {
        var (busy, io, held, wired) = (Resident(), Resident(), Resident(), Resident());
        Memory.SetBusy(busy);
        Memory.StartIo(io);
        Memory.Hold(held);
        Memory.Wire(wired);

        foreach (var page in new[] { busy, io, held, wired })
            Memory.Cache(page);

        Assert.Equal(0, Memory.Meter.CacheCount);
    }

    [Fact]
    public void Caching_a_page_that_was_written_through_a_mapping_panics()
    {
        var page = Resident();
        Memory[page] = Memory[page].WithPmap(PmapFlags.Mapped | PmapFlags.Modified);

        var panic = Assert.Throws<KernelPanicException>(() => Memory.Cache(page));

        Assert.Equal("vm_page_cache: caching a dirty page, pindex: 0", panic.Message);
    }

    [Fact]
    public void Trying_to_cache_or_free_a_dirty_page_does_nothing_but_take_over_the_modified_bit()
    {
        var page = Resident();
        Memory[page] = Memory[page].WithPmap(PmapFlags.Mapped | PmapFlags.Modified);

        Assert.False(Memory.TryToCache(page));
        Assert.False(Memory.TryToFree(page));

        Assert.Equal((PageQueue.Active, PageState.AllBits, PmapFlags.None), (Memory[page].Queue, Memory[page].Dirty, Memory[page].Pmap));
    }

    [Fact]
    public void A_wired_page_is_on_no_queue_until_the_last_wiring_is_gone()
    {
        var page = Resident();
        Memory.Wire(page);
        Memory.Wire(page);
        Assert.Equal((PageQueue.None, 1), (Memory[page].Queue, Memory.Meter.WireCount));

        Memory.Unwire(page, activate: false);
        Assert.Equal(PageQueue.None, Memory[page].Queue);
        Memory.Unwire(page, activate: false);
        Assert.Equal((PageQueue.Inactive, 0), (Memory[page].Queue, Memory.Meter.WireCount));
        Assert.Equal(
            "vm_page_unwire: invalid wire count: 0",
            Assert.Throws<KernelPanicException>(() => Memory.Unwire(page, activate: false)).Message);
    }

    [Fact]
    public void Freeing_free_soft_busy_or_wired_pages_panics_but_PG_BUSY_alone_is_allowed()
    {
        Assert.Equal("vm_page_free: freeing free page", Panic(new PageIndex(7)));

        var io = Resident();
        Memory.StartIo(io);
        Assert.Equal("vm_page_free: freeing busy page", Panic(io));

        var wired = Resident();
        Memory.Wire(wired);
        Assert.Equal("vm_page_free: freeing wired page", Panic(wired));

        var busy = Resident();
        Memory.SetBusy(busy);
        Memory.Free(busy);
        Assert.Equal(PageQueue.Free, Memory[busy].Queue);

        string Panic(PageIndex page) => Assert.Throws<KernelPanicException>(() => Memory.Free(page)).Message;
    }

    [Fact]
    public void Freeing_a_page_wakes_whoever_slept_on_it_and_takes_it_out_of_its_object()
    {
        var heap = bench.AddObject(ObjectType.Swap, 1);
        var page = bench.AddResident(heap, 0);
        Memory.SetBusy(page);
        Memory.MarkWanted(page);

        Memory.Free(page);

        Assert.Equal([page], Memory.Woken.Pages);
        Assert.True(Memory.OwnerOf(page).IsNone);
        Assert.Equal((PageIndex.None, 0), (Memory.Lookup(heap, 0), Memory.Object(heap).ResidentPages));
    }

    [Fact]
    public void A_page_that_is_not_needed_goes_to_the_head_of_INACTIVE_but_16_times_in_128_to_its_tail()
    {
        Memory.ChangeMeter(meter => meter with { DontNeedWeight = 0x1F });
        var (first, second, third) = (Resident(), Resident(), Resident());
        Memory.DontNeed(first);
        Memory.DontNeed(second);
        Memory.ChangeMeter(meter => meter with { DontNeedWeight = 0x7F });
        Memory.DontNeed(third);

        Assert.Equal([second.Value, first.Value, third.Value], Pages(PageQueue.Inactive));
    }

    private PageIndex Resident()
    {
        var id = bench.AddObject(ObjectType.Swap, 1);
        return bench.AddResident(id, 0);
    }

    private List<int> Pages(PageQueue queue, int colour = 0)
    {
        var pages = new List<int>();
        for (var page = Memory.FirstOf(queue, colour); !page.IsNone; page = Memory.NextOf(page))
            pages.Add(page.Value);

        return pages;
    }
}
