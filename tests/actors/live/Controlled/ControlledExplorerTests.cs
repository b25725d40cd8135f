using ActorVm.Live;
using ActorVm.Simulation;

using static ActorVm.Tests.Live.Controlled.LostUpdate;

namespace ActorVm.Tests.Live.Controlled;

public sealed class ControlledExplorerTests
{
    [Fact]
    public void Two_clients_have_28_schedules_of_which_24_lose_an_update()
    {
        using var system = LostUpdate.Of(clients: 2);

        var report = ControlledExplorer.Schedules(system, Labelled());

        Assert.Equal(("28", true), ($"{report.Runs}", report.IsComplete));
        Assert.Equal("1: 24, 2: 4", Labels(report));
    }

    [Fact]
    public void Where_every_sender_may_be_next_there_are_as_many_schedules_and_traces_as_in_the_simulation()
    {
        using var system = LostUpdate.Of(clients: 2, ControlOrder.Channels);

        var (schedules, traces) = (ControlledExplorer.Schedules(system, Labelled()), ControlledExplorer.Traces(system, Labelled()));

        Assert.Equal((70, 6), (schedules.Runs, schedules.Traces));
        Assert.Equal((6, 6, true), (traces.Runs, traces.Traces, traces.IsComplete));
        Assert.Equal("1: 4, 2: 2", Labels(traces));
    }

    [Theory]
    [InlineData("fifo", 1)]
    [InlineData("random", 2)]
    [InlineData("pct", 2)]
    [InlineData("pos", 2)]
    [InlineData("delay", 2)]
    public void Policies_of_the_simulation_pick_runs(string policy, int ends)
    {
        using var system = LostUpdate.Of(clients: 2);

        var report = ControlledExplorer.Sample(system, Policies.Parse(policy), 1, Labelled() with { MaxRuns = 200 });

        Assert.Equal((200, ends), (report.Runs, report.Labels.Count));
    }

    [Fact]
    public void What_fails_is_told_with_a_schedule_that_can_be_followed_again()
    {
        using var system = LostUpdate.Of(clients: 3);
        var none = Property.Eventually("nobody is ahead", end => end.StateOf<Counter>(end.IdOf("counter")).Number != 2);

        var found = Assert.Throws<ControlledDiscoveryException>(() => ControlledExplorer.Random(system, [none]));

        Assert.InRange(found.Shrunk.Matter.Count, 1, 4);
        Assert.Equal(12, found.Shrunk.Discovery.Path.Count);
        Assert.Null(ControlledSchedule.Replay(system, found.Schedule));
        Assert.Equal(2, system.StateOf<Counter>(system.IdOf("counter")).Number);
    }

    [Fact]
    public void A_schedule_that_cannot_be_followed_is_refused_with_its_line()
    {
        using var system = LostUpdate.Of(clients: 2);
        var schedule = ControlledSchedule.Record(system, ControlledExplorer.Replay(system, []));

        var divergence = ControlledSchedule.Replay(system, schedule.Replace("counter <- client-1 #1", "counter <- client-1 #2", StringComparison.Ordinal));

        Assert.Equal((5, 2), (divergence!.Line, divergence.Step));
        Assert.StartsWith("'counter <- client-1 #2 Get { }' cannot be next; on its way: counter <- client-1 #1 Get { }", divergence.What, StringComparison.Ordinal);
    }

    private static PathOptions Labelled() => new() { LabelEnd = end => $"{end.StateOf<Counter>(end.IdOf("counter")).Number}" };

    private static string Labels(PathReport report) => string.Join(", ", report.Labels.Select(label => $"{label.Key}: {label.Value}"));
}
