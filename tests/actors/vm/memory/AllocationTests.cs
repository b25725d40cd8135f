using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Memory;

/// <summary>vm_page_alloc; 256 pages in 4 colours: 46 are reserved, 2 kept for interrupts.</summary>
public sealed class AllocationTests
{
    private readonly Bench bench = new();

    private KernelMemory Memory => bench.Memory;

    [Theory]
    [InlineData(AllocationClass.Normal, 46)]
    [InlineData(AllocationClass.System, 2)]
    [InlineData(AllocationClass.Interrupt, 0)]
    public void Each_class_goes_down_to_its_own_reserve(AllocationClass urgency, int left)
    {
        var heap = bench.AddObject(ObjectType.Default, 0);
        var offset = 0;
        while (!Memory.Allocate(heap, offset, urgency, Bench.Thread).IsNone)
            offset++;

        Assert.Equal((256 - left, left), (offset, Memory.Meter.FreeCount));
        Assert.Equal(1, Memory.Meter.PageoutDeficit);
        Assert.True(Memory.Meter.PagesNeeded);
    }

    [Fact]
    public void The_daemon_is_woken_when_an_allocation_goes_below_what_paging_needs()
    {
        var heap = bench.AddObject(ObjectType.Default, 0);
        for (var offset = 0; offset < 210; offset++)
            Memory.Allocate(heap, offset, AllocationClass.System, Bench.Thread);

        Assert.False(Memory.Meter.PagesNeeded); // 46 left, as many as reserved
        Memory.Allocate(heap, 210, AllocationClass.System, Bench.Thread);
        Assert.True(Memory.Meter.PagesNeeded);
    }

    [Fact]
    public void The_colour_is_the_page_index_and_the_colour_of_the_object_together()
    {
        var heap = Memory.AddObject(new VmObject { Type = ObjectType.Default, RefCount = 1, Colour = 3 });

        Assert.Equal(new PageIndex(3), Allocate(heap, 0));
        Assert.Equal(new PageIndex(0), Allocate(heap, 1));
        Assert.Equal(new PageIndex(252), Memory.Allocate(heap, 5, AllocationClass.Normal, Bench.Thread, wantZero: true));
    }

    [Fact]
    public void An_empty_colour_is_replaced_by_the_farthest_first_then_ever_nearer_ones()
    {
        var memory = new KernelMemory([new MemorySegment(0, 16)], 16);
        var tried = new List<int>();
        for (var taken = 0; taken < 16; taken++)
        {
            var page = memory.SelectFree(5, fromTail: false);
            tried.Add(page.Value);
            memory.TakeFree(page, keepZero: false);
        }

        Assert.Equal([5, 13, 12, 14, 11, 15, 10, 0, 9, 1, 8, 2, 7, 3, 6, 4], tried.ConvertAll(page => page));
    }

    [Fact]
    public void A_normal_allocation_frees_a_cached_page_when_FREE_is_down_to_the_reserve()
    {
        var cached = Cached();
        bench.FillUntilFree(46);
        var heap = bench.AddObject(ObjectType.Default, 1);

        Assert.Equal(cached, Allocate(heap, 0));

        Assert.Equal((46, 0), (Memory.Meter.FreeCount, Memory.Meter.CacheCount));
    }

    [Fact]
    public void Cached_pages_that_are_held_or_whose_object_is_locked_are_deactivated_on_the_way()
    {
        var (held, locked) = (Cached(), Cached());
        bench.FillUntilFree(46);
        Memory.Hold(held);
        bench.Send(new LockObject(Memory.OwnerOf(locked).Object), Bench.Other);
        var heap = bench.AddObject(ObjectType.Default, 1);

        Assert.Equal(PageIndex.None, Allocate(heap, 0));

        Assert.Equal((PageQueue.Inactive, PageQueue.Inactive), (Memory[held].Queue, Memory[locked].Queue));
    }

    [Fact]
    public void An_allocated_page_is_busy_and_zero_only_if_that_was_wanted()
    {
        Memory.PutZeroed(Memory.TakeUnzeroed(0));
        Memory.PutZeroed(Memory.TakeUnzeroed(1));
        var heap = bench.AddObject(ObjectType.Default, 8);

        var zero = Memory.Allocate(heap, 0, AllocationClass.Normal, Bench.Thread, wantZero: true);
        Assert.Equal(PageFlags.Busy | PageFlags.Zero, Memory[zero].Flags);
        for (var offset = 1; Memory.Meter.ZeroCount > 0; offset += 4)
            Assert.Equal(PageFlags.Busy, Memory[Allocate(heap, offset)].Flags);

        Assert.Equal(256 - 65, Memory.Meter.FreeCount);
    }

    private PageIndex Allocate(ObjectId id, int offset) => Memory.Allocate(id, offset, AllocationClass.Normal, Bench.Thread);

    private PageIndex Cached()
    {
        var page = bench.AddResident(bench.AddObject(ObjectType.Vnode, 1), 0);
        Memory.Cache(page);
        return page;
    }
}
