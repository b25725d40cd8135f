using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.Properties;

public sealed class FairCirclesTests
{
    [Fact]
    public void A_circle_without_what_is_to_hold_is_told_with_the_way_to_it()
    {
        var world = Spinner.World();

        var report = Explore.Circles(world, Served(world, 10));

        Assert.True(report.IsComplete);
        Assert.Equal("'the worker works' need never hold again: steps 3 to 4 can repeat for ever", report.Discovery!.What);
        foreach (var move in report.Discovery.Path)
            Assert.True(Replayer.TryStep(world, move, out _));
    }

    [Fact]
    public void A_circle_on_which_somebody_is_passed_over_is_none()
    {
        var world = Spinner.World(isMended: true);

        Assert.Equal((null, true), (Explore.Circles(world, Served(world, 10)).Discovery, Explore.Circles(world, Served(world, 10)).IsComplete));
    }

    [Theory]
    [InlineData("philosophers 3", 555)]
    [InlineData("lost_update 3", 217)]
    [InlineData("ring 4 descending", 675)]
    public void What_comes_to_an_end_has_no_circles(string model, int states)
    {
        var report = Explore.Circles(OracleModel.Build(model), Property.Repeatedly("never", heatMost: 1, _ => false));

        Assert.Equal(new CircleReport(states, IsComplete: true, null), report);
    }

    [Theory]
    [InlineData("random")]
    [InlineData("pct")]
    [InlineData("delay")]
    public void An_unfair_policy_starves_nobody_for_ever(string policy)
    {
        var world = Spinner.World(isMended: true);
        var options = new PathOptions { Properties = [Served(world, 200)], MaxRuns = 200, MaxDepth = 2000 };

        Assert.Equal(0, Explore.Sample(world, Policies.Parse(policy), seed: 1, options).Failures);
        Assert.Equal(1, Explore.Sample(Spinner.World(), Policies.Parse(policy), seed: 1, options).Failures);
    }

    [Fact]
    public void Who_waits_for_ever_while_others_go_on_starves()
    {
        var world = Spinner.World();
        var served = world.IdOf("served");
        var properties = Starvation.Of(world, 100, (situation, actor) => actor == served && situation.StateOf<int>(actor) == 0);

        var report = Explore.Sample(world, new RandomOrder(0), seed: 1, new PathOptions { Properties = properties, MaxRuns = 10, MaxDepth = 1000 });

        Assert.Equal("'served does not starve' has not held for 100 steps", Assert.Single(report.Discoveries).What);
        Assert.Equal(["served does not starve"], properties.Where(property => Explore.Circles(world, property).Discovery is not null).Select(property => property.Name));
    }

    [Fact]
    public void What_is_to_come_in_the_end_is_missed_though_the_system_never_rests()
    {
        var world = Spinner.World();
        var served = world.IdOf("served");
        var property = Property.Eventually("the worker works", heatMost: 100, situation => situation.StateOf<int>(served) > 0);

        var report = Explore.Sample(world, new Pct(), seed: 1, new PathOptions { Properties = [property], MaxRuns = 10, MaxDepth = 2000 });

        Assert.Equal("'the worker works' has not held for 100 steps", Assert.Single(report.Discoveries).What);
        Assert.Equal(3, Shrinker.Shrink(world, report.Discoveries[0], [property]).Discovery.Path.Count);
    }

    private static Property Served(World world, int heatMost)
    {
        var served = world.IdOf("served");
        return Property.Repeatedly("the worker works", heatMost, situation => situation.StateOf<int>(served) > 0);
    }
}
