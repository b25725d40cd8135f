using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Faults;

public sealed class VmFaultTests
{
    private readonly Bench bench = new();

    [Fact]
    public void An_absent_anonymous_page_is_allocated_from_the_tail_of_its_colour_zeroed_mapped_and_activated()
    {
        var heap = bench.AddObject(ObjectType.Default, 8);

        var done = Assert.IsType<TouchesDone>(Assert.Single(bench.Send(Bench.Touches(heap, 1, isWrite: true))));

        var page = bench.Memory.Lookup(heap, 0);
        Assert.Equal(new PageIndex(252), page);
        Assert.Equal(
            new PageState
            {
                Queue = PageQueue.Active,
                ActCount = 5,
                Valid = PageState.AllBits,
                Flags = PageFlags.Writeable,
                Pmap = PmapFlags.Mapped | PmapFlags.Modified,
                PmapReferences = 1,
            },
            bench.Memory[page]);
        Assert.Equal(255, bench.Memory.Meter.FreeCount);
        Assert.Equal(new TouchWork { Faults = 1 }, done.Work with { Cursor = 0 });
    }

    [Fact]
    public void Mapped_pages_are_touched_without_a_fault_and_all_in_one_message()
    {
        var heap = bench.AddObject(ObjectType.Default, 8);

        var done = Assert.IsType<TouchesDone>(Assert.Single(bench.Send(Bench.Touches(heap, 8, isWrite: true, touches: 10_000))));

        Assert.Equal(8, done.Work.Faults);
        Assert.Equal(248, bench.Memory.Meter.FreeCount);
    }

    [Fact]
    public void A_busy_page_is_slept_on_and_the_fault_goes_on_when_it_is_woken()
    {
        var heap = bench.AddObject(ObjectType.Swap, 1);
        var page = bench.AddResident(heap, 0);
        bench.Memory.StartIo(page);
        var touches = Bench.Touches(heap, 1);

        var sleeps = Assert.IsType<FaultSleepsOnPage>(Assert.Single(bench.Send(touches)));
        Assert.True(bench.Memory[page].Has(PageFlags.Wanted));
        var woken = bench.Send(new Disturb(DisturbanceKind.EndBusy, page, default, 0), Bench.Other);
        Assert.Equal([new PageWoken(page)], woken);

        Assert.IsType<TouchesDone>(Assert.Single(bench.Send(Bench.Again(touches, sleeps.Work))));
        Assert.Equal(PmapFlags.Mapped, bench.Memory[page].Pmap);
        Assert.Empty(bench.State.PageSleepers);
    }

    [Fact]
    public void A_cached_page_comes_back_without_going_through_FREE()
    {
        var file = bench.AddObject(ObjectType.Vnode, 1);
        var page = bench.AddResident(file, 0);
        bench.Memory.Cache(page);

        Assert.IsType<TouchesDone>(Assert.Single(bench.Send(Bench.Touches(file, 1))));

        Assert.Equal(page, bench.Memory.Lookup(file, 0));
        Assert.Equal(PageQueue.Active, bench.Memory[page].Queue);
        Assert.Equal((255, 0, 1), (bench.Memory.Meter.FreeCount, bench.Memory.Meter.CacheCount, bench.Memory.Meter.ActiveCount));
    }

    [Fact]
    public void A_cached_page_is_activated_and_memory_waited_for_while_it_is_severely_short()
    {
        var file = bench.AddObject(ObjectType.Vnode, 1);
        var page = bench.AddResident(file, 0);
        bench.FillUntilFree(47);
        bench.Memory.Cache(page); // 48 are free or cached, as many as v_free_severe; without this one 47

        var touches = Bench.Touches(file, 1);
        var waits = Assert.IsType<FaultWaitsForMemory>(Assert.Single(bench.Send(touches)));
        Assert.Equal(PageQueue.Active, bench.Memory[page].Queue);
        Assert.Equal(Bench.Thread, Assert.Single(bench.State.FaultWaiters));

        Assert.IsType<TouchesDone>(Assert.Single(bench.Send(Bench.Again(touches, waits.Work))));
    }

    [Fact]
    public void An_absent_page_waits_for_memory_until_there_is_more_than_v_free_min()
    {
        var filled = bench.FillUntilFree(47);
        var heap = bench.AddObject(ObjectType.Default, 1);
        Assert.IsType<FaultWaitsForMemory>(Assert.Single(bench.Send(Bench.Touches(heap, 1))));
        Assert.True(bench.Memory.Meter.PagesNeeded);

        // v_free_min is 50
        Assert.Empty(Exit(filled, 0));
        Assert.Empty(Exit(filled, 1));
        Assert.Equal([new MemoryAvailable()], Exit(filled, 2));
        Assert.False(bench.Memory.Meter.PagesNeeded);
    }

    [Fact]
    public void A_page_that_may_be_in_swap_is_asked_of_the_pager_and_cannot_be_touched_meanwhile()
    {
        var heap = bench.AddObject(ObjectType.Swap, 1);
        var touches = Bench.Touches(heap, 1);

        var reads = Assert.IsType<FaultReadsPage>(Assert.Single(bench.Send(touches)));
        Assert.Equal((new GetPage(heap, 0, reads.Work.Page), false), (reads.Get, reads.IsVnode));
        Assert.IsType<FaultSleepsOnPage>(Assert.Single(bench.Send(touches, Bench.Other)));

        var answers = bench.Send(Bench.Again(touches, reads.Work, FaultStep.Finish));
        Assert.Equal([typeof(TouchesDone), typeof(PageWoken)], answers.Select(answer => answer.GetType()));
    }

    [Fact]
    public void A_write_to_a_page_mapped_for_reading_faults_and_its_file_might_be_dirty_from_then_on()
    {
        var file = bench.AddObject(ObjectType.Vnode, 1);
        bench.AddResident(file, 0);
        bench.Send(Bench.Touches(file, 1));
        Assert.False(bench.Memory.Object(file).MightBeDirty);

        var done = Assert.IsType<TouchesDone>(Assert.Single(bench.Send(Bench.Touches(file, 1, isWrite: true))));

        Assert.Equal(1, done.Work.Faults);
        Assert.True(bench.Memory.Object(file).MightBeDirty);
        Assert.True(bench.Memory[bench.Memory.Lookup(file, 0)].IsModified);
    }

    [Fact]
    public void A_free_page_is_taken_while_another_thread_has_the_page_queue_mutex_and_activated_when_it_drops_it()
    {
        var heap = bench.AddObject(ObjectType.Default, 1);
        bench.State = bench.State with { Locks = bench.State.Locks.Keep(Locks.PageQueues, Bench.Other) };

        Assert.Empty(bench.Send(Bench.Touches(heap, 1)));
        Assert.Equal(255, bench.Memory.Meter.FreeCount);
        Assert.Equal(PageQueue.None, bench.Memory[bench.Memory.Lookup(heap, 0)].Queue);

        Assert.IsType<TouchesDone>(Assert.Single(bench.Send(new AbandonContig(default, 0), Bench.Other)));
        Assert.Equal(PageQueue.Active, bench.Memory[bench.Memory.Lookup(heap, 0)].Queue);
    }

    [Fact]
    public void A_fault_waits_for_an_object_lock_that_somebody_keeps()
    {
        var file = bench.AddObject(ObjectType.Vnode, 1);
        bench.AddResident(file, 0);
        Assert.Equal([new ObjectLocked(file)], bench.Send(new LockObject(file), Bench.Other));

        Assert.Empty(bench.Send(Bench.Touches(file, 1)));

        Assert.IsType<TouchesDone>(Assert.Single(bench.Send(new UnlockObject(file), Bench.Other)));
    }

    [Fact]
    public void The_last_reference_frees_anonymous_memory_once_its_page_outs_are_over_but_wired_pages_only_lose_their_owner()
    {
        var heap = bench.AddObject(ObjectType.Swap, 3);
        var (first, second, third) = (bench.AddResident(heap, 0), bench.AddResident(heap, 1), bench.AddResident(heap, 2));
        bench.Memory.StartIo(second);
        bench.Memory.Wire(third);

        Assert.Equal([new DeallocationSleepsOnPage(second)], bench.Send(new DeallocateObject(heap)));
        Assert.Equal(PageQueue.Active, bench.Memory[first].Queue);
        bench.Send(new Disturb(DisturbanceKind.EndBusy, second, default, 0), Bench.Other);

        Assert.Equal([new FreeSwap(heap), new ObjectDeallocated()], bench.Send(new DeallocateObject(heap)));
        Assert.Equal((255, 1), (bench.Memory.Meter.FreeCount, bench.Memory.Meter.WireCount));
        Assert.True(bench.Memory.OwnerOf(third).IsNone);
    }

    [Fact]
    public void The_last_reference_to_a_file_unmaps_its_pages_and_leaves_them_where_they_are()
    {
        var file = bench.AddObject(ObjectType.Vnode, 1);
        var page = bench.AddResident(file, 0);
        bench.Send(Bench.Touches(file, 1, isWrite: true));

        Assert.Equal([new ObjectDeallocated()], bench.Send(new DeallocateObject(file)));

        Assert.Equal((PageQueue.Active, PmapFlags.None, PageState.AllBits), (bench.Memory[page].Queue, bench.Memory[page].Pmap, bench.Memory[page].Dirty));
    }

    private Message[] Exit(ObjectId id, int offset) =>
        bench.Send(new Disturb(DisturbanceKind.Exit, bench.Memory.Lookup(id, offset), default, 0), Bench.Other);
}
