using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Daemon;

public sealed class InactiveScanTests
{
    private static readonly ActorId Pager = new(12);

    private readonly Bench bench = new();

    [Fact]
    public void A_dirty_page_goes_round_once_and_is_written_at_its_second_visit()
    {
        var heap = bench.AddObject(ObjectType.Swap, 1);
        var page = bench.AddInactive(heap, 0);
        bench.WireUntilFree(60);

        Assert.IsType<DaemonScanned>(Assert.Single(bench.Send(Pass(0))));
        Assert.True(bench.Memory[page].Has(PageFlags.WinAtCfls));

        var puts = Assert.IsType<DaemonPutsPages>(Assert.Single(bench.Send(Pass(0))));
        Assert.Equal(page, Assert.Single(puts.Put.Pages));
        Assert.False(puts.Put.IsSync);
    }

    [Fact]
    public void In_a_later_pass_a_dirty_page_is_written_at_once()
    {
        var page = bench.AddInactive(bench.AddObject(ObjectType.Swap, 1), 0);
        bench.WireUntilFree(60);

        Assert.Equal(page, Assert.Single(Assert.IsType<DaemonPutsPages>(Assert.Single(bench.Send(Pass(1)))).Put.Pages));
    }

    [Fact]
    public void A_page_touched_during_vget_is_left_alone_and_the_scan_goes_on_behind_its_marker()
    {
        var (first, second) = (bench.AddObject(ObjectType.Vnode, 1), bench.AddObject(ObjectType.Vnode, 1));
        var (touched, next) = (bench.AddInactive(first, 0), bench.AddInactive(second, 0));
        bench.WireUntilFree(60);

        var vget = Assert.IsType<DaemonLocksVnode>(Assert.Single(bench.Send(Pass(1))));
        bench.Send(new Disturb(DisturbanceKind.Touch, touched, default, 0), Bench.Other);
        var vput = Assert.IsType<DaemonUnlocksVnode>(
            Assert.Single(bench.Send(new ContinueDaemon(vget.Work with { HasVnode = true }))));
        var then = Assert.IsType<DaemonLocksVnode>(Assert.Single(bench.Send(new ContinueDaemon(vput.Work))));

        Assert.Equal((first, second), (vput.Object, then.Object));
        Assert.Equal(next, then.Work.Page);
        Assert.Equal(0, then.Work.VnodesSkipped);
    }

    [Fact]
    public void A_vnode_that_cannot_be_had_is_skipped_and_counted_and_its_file_is_for_the_syncer()
    {
        var file = bench.AddObject(ObjectType.Vnode, 1);
        var page = bench.AddInactive(file, 0);
        bench.Memory.Change(file, bench.Memory.Object(file) with { MightBeDirty = true });
        bench.WireUntilFree(47);

        var vget = Assert.IsType<DaemonLocksVnode>(Assert.Single(bench.Send(Pass(1))));
        var scanned = Assert.IsType<DaemonScanned>(Assert.Single(bench.Send(new ContinueDaemon(vget.Work))));

        Assert.True(scanned.WantsSyncer);
        Assert.Equal(1, bench.Memory.Meter.PageoutLockMisses);
        Assert.Equal(PageQueue.Inactive, bench.Memory[page].Queue);
    }

    [Fact]
    public void In_2004_a_page_whose_object_is_locked_is_passed_over()
    {
        var page = bench.AddInactive(bench.AddObject(ObjectType.Swap, 1), 0, isDirty: false);
        bench.WireUntilFree(60);
        bench.Send(new LockObject(bench.Memory.OwnerOf(page).Object), Bench.Other);

        Assert.IsType<DaemonScanned>(Assert.Single(bench.Send(Pass(0))));
        Assert.Equal(PageQueue.Inactive, bench.Memory[page].Queue);
    }

    [Fact]
    public void In_2006_it_waits_for_the_object_with_a_marker_behind_the_page_and_then_takes_it()
    {
        var bench = new Bench(daemon: new DaemonSettings { Profile = DaemonProfile.D2006 });
        var page = bench.AddInactive(bench.AddObject(ObjectType.Swap, 1), 0, isDirty: false);
        bench.WireUntilFree(60);
        var id = bench.Memory.OwnerOf(page).Object;
        bench.Send(new LockObject(id), Bench.Other);

        var waits = Assert.IsType<DaemonWaitsForObject>(Assert.Single(bench.Send(Pass(0))));
        Assert.Equal(bench.Memory.MarkerOf(1), bench.Memory.NextOf(page));
        Assert.Empty(bench.Send(new ContinueDaemon(waits.Work)));

        Assert.IsType<DaemonScanned>(Assert.Single(bench.Send(new UnlockObject(id), Bench.Other)));
        Assert.Equal(PageQueue.Cache, bench.Memory[page].Queue);
    }

    [Fact]
    public void In_2006_a_page_that_changed_while_it_waited_is_given_up()
    {
        var bench = new Bench(daemon: new DaemonSettings { Profile = DaemonProfile.D2006 });
        var page = bench.AddInactive(bench.AddObject(ObjectType.Swap, 1), 0, isDirty: false);
        bench.WireUntilFree(60);
        bench.Send(new LockObject(bench.Memory.OwnerOf(page).Object), Bench.Other);

        var waits = Assert.IsType<DaemonWaitsForObject>(Assert.Single(bench.Send(Pass(0))));
        bench.Send(new Disturb(DisturbanceKind.Wire, page, default, 0), Bench.Other);
        bench.Send(new UnlockObject(waits.Work.Object), Bench.Other);

        Assert.IsType<DaemonScanned>(Assert.Single(bench.Send(new ContinueDaemon(waits.Work))));
        Assert.Equal(PageQueue.None, bench.Memory[page].Queue);
    }

    [Fact]
    public void It_keeps_Giant_over_a_swap_write_but_not_when_it_must_sleep_for_a_buffer()
    {
        bench.AddInactive(bench.AddObject(ObjectType.Swap, 1), 0);
        bench.WireUntilFree(60);

        Assert.IsType<DaemonPutsPages>(Assert.Single(bench.Send(Pass(1))));
        Assert.Equal(Bench.Thread, bench.State.Locks.Giant);

        bench.Send(new SleepsForBuffer(Bench.Thread), Pager);
        Assert.Null(bench.State.Locks.Giant);
    }

    [Fact]
    public void A_file_write_that_is_only_started_keeps_its_page_in_buffers_until_the_disk_has_it()
    {
        var page = bench.AddInactive(bench.AddObject(ObjectType.Vnode, 1), 0);
        var last = bench.AddInactive(bench.AddObject(ObjectType.Phys, 1), 0);
        bench.WireUntilFree(60);

        var vget = Assert.IsType<DaemonLocksVnode>(Assert.Single(bench.Send(Pass(1))));
        var puts = Assert.IsType<DaemonPutsPages>(Assert.Single(bench.Send(new ContinueDaemon(vget.Work with { HasVnode = true }))));
        bench.Send(new BeginFileWrite(puts.Put.Pages, [PageOutStatus.Ok], puts.Put.IsSync), Pager);
        bench.Send(new DaemonPagesWritten(puts.Work, new PagesWritten(puts.Put.Object, puts.Put.Pages, [PageOutStatus.Ok], InBuffers: true)));

        Assert.False(puts.Put.IsSync);
        Assert.Equal((PageQueue.None, 1, 1, 0), (bench.Memory[page].Queue, bench.Memory[page].WireCount, bench.Memory[page].Busy, bench.Memory[page].Dirty));

        bench.Send(new FileWriteDone(puts.Put.Pages, [PageOutStatus.Ok]), Pager);
        Assert.Equal((PageQueue.Inactive, 0, 0), (bench.Memory[page].Queue, bench.Memory[page].WireCount, bench.Memory[page].Busy));
        Assert.Equal(page, bench.Memory.NextOf(last));
    }

    [Fact]
    public void Very_short_of_memory_it_waits_for_its_file_writes()
    {
        bench.AddInactive(bench.AddObject(ObjectType.Vnode, 1), 0);
        bench.WireUntilFree(33);

        var vget = Assert.IsType<DaemonLocksVnode>(Assert.Single(bench.Send(Pass(1))));
        var puts = Assert.IsType<DaemonPutsPages>(Assert.Single(bench.Send(new ContinueDaemon(vget.Work with { HasVnode = true }))));

        Assert.True(puts.Put.IsSync);
    }

    [Fact]
    public void Without_a_single_page_for_the_write_it_sleeps_itself_and_is_woken_before_all_others()
    {
        var bench = new Bench(daemon: new DaemonSettings { FileWritesNeedMemory = true });
        bench.AddInactive(bench.AddObject(ObjectType.Vnode, 1), 0);
        var page = bench.AddInactive(bench.AddObject(ObjectType.Swap, 1), 0, isDirty: false);
        bench.WireUntilFree(2);
        bench.Memory.Thresholds = bench.Memory.Thresholds with { PageoutFreeMin = 3 };

        var vget = Assert.IsType<DaemonLocksVnode>(Assert.Single(bench.Send(Pass(1))));
        var waits = Assert.IsType<DaemonWaitsForMemory>(Assert.Single(bench.Send(new ContinueDaemon(vget.Work with { HasVnode = true }))));
        Assert.Equal([new MemoryAvailable()], bench.Send(new Disturb(DisturbanceKind.Exit, page, default, 0), Bench.Other));

        Assert.IsType<DaemonPutsPages>(Assert.Single(bench.Send(new ContinueDaemon(waits.Work))));
    }

    private static ContinueDaemon Pass(int pass) => new(new DaemonWork { At = DaemonStep.Scan, Pass = pass, IsOrdered = true });
}
