using ActorVm.Messages;
using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.Explorations;

public sealed class NearbyTests
{
    [Theory]
    [InlineData("lost_update 2")]
    [InlineData("fan_in 3 2 order")]
    [InlineData("philosophers 3")]
    public void Far_enough_away_lie_all_traces(string model)
    {
        var world = OracleModel.Build(model, Delivery.Fifo);

        var (all, near) = (Explore.Traces(world), Explore.Near(world, [], within: 40, new PathOptions { StopAtFirst = false }));

        Assert.Equal((all.Traces, true), (near.Traces, near.IsComplete));
    }

    // Oldest first, both read before they write: the two reads race, a read with a write does, and the two writes do.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 5)]
    public void Each_race_turned_round_is_one_more_trace(int within, int traces) =>
        Assert.Equal(traces, Explore.Near(OracleModel.Build("lost_update 2", Delivery.Fifo), [], within).Traces);

    [Fact]
    public void A_bug_one_reversal_away_is_found_and_its_run_can_be_made_again()
    {
        var world = OracleModel.Build("lost_update 2", Delivery.Fifo);
        var rare = Property.Eventually("an update is lost", end => end.TextOf(end.IdOf("counter")) != "2");

        Assert.Empty(Explore.Near(world, [], 0, new PathOptions { Properties = [rare] }).Discoveries);
        var discovery = Assert.Single(Explore.Near(world, [], 2, new PathOptions { Properties = [rare] }).Discoveries);

        Assert.Same(rare, discovery.Property);
        Assert.Equal(new Tick(0), Replayer.Replay(world, Schedule.Record(world, discovery.Path, [])).World.Now);
    }
}
