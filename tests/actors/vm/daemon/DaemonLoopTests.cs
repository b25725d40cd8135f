using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Daemon;

/// <summary>The main loop, as the queue manager runs it.</summary>
public sealed class DaemonLoopTests
{
    private readonly Bench bench = new();

    [Fact]
    public void With_nothing_to_do_it_sleeps_five_seconds_and_the_next_need_wakes_it_once()
    {
        var sleeps = Assert.IsType<DaemonSleeps>(Assert.Single(bench.Send(Loop(0))));
        Assert.Equal(Duration.FromSeconds(5), sleeps.AtMost);

        bench.WireUntilFree(40);
        var touches = Bench.Touches(bench.AddObject(ObjectType.Default, 1), 1);
        Assert.Contains(new DaemonWoken(), bench.Send(touches, Bench.Other));
        Assert.DoesNotContain(new DaemonWoken(), bench.Send(touches, new ActorId(12)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void After_many_passes_it_begins_the_next_time_with_the_second(int pass, int primed)
    {
        var sleeps = Assert.IsType<DaemonSleeps>(Assert.Single(bench.Send(Loop(pass))));

        Assert.Equal(primed, sleeps.Work.Pass);
    }

    [Fact]
    public void Above_v_free_min_sleepers_are_woken_but_the_daemon_goes_on_until_no_paging_is_needed()
    {
        var fault = Assert.IsType<FaultWaitsForMemory>(SleepForMemory(free: 40));
        Assert.NotNull(fault);
        bench.Memory.Thresholds = bench.Memory.Thresholds with { FreeMin = 40, CacheMin = 10 };

        var answers = bench.Send(Loop(1));

        Assert.Contains(new MemoryAvailable(), answers);
        Assert.Equal(2, answers.OfType<DaemonSleeps>().Single().Work.Pass);
        Assert.True(bench.Memory.Meter.PagesNeeded);
    }

    [Fact]
    public void Somebody_killed_for_memory_wakes_all_who_wait_for_it()
    {
        SleepForMemory(free: 40);

        Assert.Equal([new MemoryAvailable()], bench.Send(new WakeMemorySleepers()));
    }

    private Message SleepForMemory(int free)
    {
        bench.WireUntilFree(free);
        return bench.Send(Bench.Touches(bench.AddObject(ObjectType.Default, 1), 1), Bench.Other)[0];
    }

    private static ContinueDaemon Loop(int pass) => new(new DaemonWork { Pass = pass });
}
