using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.Sampling;

public sealed class SamplerTests
{
    [Theory]
    [InlineData("random")]
    [InlineData("pct:3")]
    [InlineData("pos")]
    [InlineData("delay:3")]
    public void Every_policy_finds_the_lost_update_and_tells_a_way_that_can_be_made_again(string policy)
    {
        var world = OracleModel.Build("lost_update 2");
        var counter = world.IdOf("counter");
        var property = Property.Eventually("both updates count", situation => situation.StateOf<int>(counter) == 2);

        var report = Explore.Sample(world, Policies.Parse(policy), seed: 1, new PathOptions { Properties = [property], MaxRuns = 200 });

        Assert.Equal(property, Assert.Single(report.Discoveries).Property);
        foreach (var move in report.Discoveries[0].Path)
            Assert.True(Replayer.TryStep(world, move, out _));
        Assert.True(world.IsQuiescent);
        Assert.Equal(1, world.StateOf<int>(counter));
    }

    [Fact]
    public void The_oldest_first_is_always_the_same_run()
    {
        var report = Explore.Sample(OracleModel.Build("philosophers 3"), new Fifo(), seed: 1, new PathOptions { MaxRuns = 10 });

        Assert.Equal((10, 1), (report.Runs, report.Traces));
    }

    [Theory]
    [InlineData("random", 354)]
    [InlineData("pct", 56)]
    [InlineData("pos", 51)]
    [InlineData("delay", 35)]
    public void The_broken_allocator_is_caught_as_often_as_it_should_be(string policy, int oncePerRuns)
    {
        var runs = 50 * oncePerRuns;

        var report = Explore.Sample(
            OracleModel.Build("contig-race XS broken"), Policies.Parse(policy), seed: 7,
            new PathOptions { MaxRuns = runs, StopAtFirst = false, CountTraces = false });

        Assert.InRange(report.Failures, 35, 75);
    }

    [Fact]
    public void The_guarantee_of_pct_says_how_many_messages_and_how_wide()
    {
        var report = Explore.Sample(OracleModel.Build("fan_in 3 2 order"), new Pct(depth: 3), seed: 1, new PathOptions { MaxRuns = 10, StopAtFirst = false });

        Assert.Equal("p ≥ 1/(w²·n^(d−1)) = 1/(3²·6^2) = 0.0031 per run for depth-3 bugs, 0.03 in 10 runs", report.Guarantee);
    }

    [Theory]
    [InlineData("pct")]
    [InlineData("pos")]
    [InlineData("delay")]
    public void A_run_may_begin_in_the_middle_of_another(string policy)
    {
        var world = OracleModel.Build("contig-race XS");
        world.Run(new RandomOrder(3), limit: 20);

        var report = Explore.Sample(world, Policies.Parse(policy), seed: 1, new PathOptions { MaxRuns = 50 });

        Assert.Equal((50, 0), (report.Runs, report.Failures));
    }

    [Fact]
    public void All_policies_and_the_exhaustive_engines_know_a_trace_by_the_same_number_of_them()
    {
        foreach (var policy in new[] { "random", "pct:4", "pos", "delay:8" })
        {
            var report = Explore.Sample(OracleModel.Build("lost_update 2"), Policies.Parse(policy), seed: 3, new PathOptions { MaxRuns = 3000 });
            Assert.Equal(6, report.Traces);
        }
    }

    [Fact]
    public void A_run_in_which_something_never_happens_again_grows_too_hot()
    {
        var world = OracleModel.Build("twophase-tla 3");
        var commit = world.IdOf("commit");
        var property = Property.Repeatedly("nobody has decided", heatMost: 50, situation => !situation.TextOf(commit).Contains("ted", StringComparison.Ordinal));

        var report = Explore.Sample(world, new RandomOrder(0), seed: 1, new PathOptions { Properties = [property], MaxRuns = 1, MaxDepth = 1000 });

        Assert.Equal("'nobody has decided' has not held for 50 steps", Assert.Single(report.Discoveries).What);
    }
}
