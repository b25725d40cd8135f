using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Daemon;

public sealed class DaemonSettingsTests
{
    [Theory]
    [InlineData(false, false, 60, true)]
    [InlineData(true, false, 60, false)]
    [InlineData(false, true, 60, false)]
    [InlineData(false, true, 49, true)] // below v_free_min deferring ends
    [InlineData(true, true, 49, false)]
    public void Swap_pageouts_can_be_disabled_or_deferred_until_memory_is_below_v_free_min(bool disables, bool defers, int free, bool isWritten)
    {
        var bench = new Bench(daemon: new DaemonSettings { DisablesSwapPageouts = disables, DefersSwapPageouts = defers });
        bench.AddInactive(bench.AddObject(ObjectType.Swap, 1), 0);
        bench.WireUntilFree(free);

        Assert.Equal(isWritten, Assert.Single(bench.Send(Pass(1))) is DaemonPutsPages);
    }

    [Theory]
    [InlineData(false, PageQueue.Active)]
    [InlineData(true, PageQueue.Inactive)]
    public void Pageout_algorithm_1_deactivates_unreferenced_pages_whatever_their_activity(bool ignoresActivity, PageQueue queue)
    {
        var bench = new Bench(daemon: new DaemonSettings { IgnoresActivity = ignoresActivity });
        var page = bench.AddResident(bench.AddObject(ObjectType.Swap, 1), 0);
        bench.WireUntilFree(60);

        bench.Send(Pass(0));

        Assert.Equal(queue, bench.Memory[page].Queue);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    public void A_first_pass_starts_max_launder_writes_a_later_one_as_many_as_it_needs(int pass, int writes)
    {
        var bench = new Bench(daemon: new DaemonSettings { MaxLaunder = 1 });
        for (var number = 0; number < 3; number++)
        {
            var page = bench.AddInactive(bench.AddObject(ObjectType.Swap, 1), 0);
            bench.Memory[page] = bench.Memory[page].With(PageFlags.WinAtCfls);
        }

        bench.WireUntilFree(60);
        var started = 0;
        for (var stop = bench.Send(Pass(pass))[0]; stop is DaemonPutsPages puts; stop = bench.Send(new DaemonPagesPending(puts.Work))[0])
            started++;

        Assert.Equal(writes, started);
    }

    private static ContinueDaemon Pass(int pass) => new(new DaemonWork { At = DaemonStep.Scan, Pass = pass, IsOrdered = true });
}
