using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.States;

public sealed class StateSearchTests
{
    [Theory]
    [ClassData(typeof(SmallOracles))]
    public void Counts_the_states_of_every_model_with_known_answers(string name)
    {
        var answer = SmallOracles.Of(name);
        foreach (var cores in new[] { 1, 2 })
        {
            var report = Explore.States(OracleModel.Build(answer.Model, answer.Delivery), new StateOptions { Cores = cores });

            Assert.True(report.IsComplete);
            Assert.Equal(answer.States, report.States);
            Assert.Equal(answer.Ends == 0 ? report.Ends : answer.Ends, report.Ends);
        }
    }

    [Theory]
    [InlineData("twophase-tla 3")]
    [InlineData("twophase-tla 5")]
    [InlineData("twophase-tla 3 symmetry")]
    [InlineData("twophase-tla 5 symmetry")]
    [InlineData("contig-race XS")]
    [InlineData("contig-race S")]
    public void Counts_states_and_transitions_of_the_bigger_models(string model)
    {
        var answer = KnownAnswers.All.Single(answer => answer.Model == model);

        var report = Explore.States(OracleModel.Build(model), new StateOptions { Cores = 2 });

        Assert.Equal(answer.States, report.States);
        Assert.Equal(answer.Transitions == 0 ? report.Transitions : answer.Transitions, report.Transitions);
        Assert.Equal(answer.Ends == 0 ? report.Ends : answer.Ends, report.Ends);
    }

    [Fact]
    public void Tells_the_ends_apart()
    {
        var world = OracleModel.Build("contig-race XS");
        var allocator = world.IdOf("A");

        var report = Explore.States(world, new StateOptions { LabelEnd = end => end.StateOf<RunState>(allocator).Done.ToString() });

        Assert.Equal([new("Granted", 16), new("Refused", 20)], report.Labels);
    }

    [Fact]
    public void A_limit_is_kept_and_admitted()
    {
        var report = Explore.States(OracleModel.Build("contig-race XS"), new StateOptions { MaxStates = 1000 });

        Assert.False(report.IsComplete);
        Assert.InRange(report.States, 1000, 20_000);
    }

    [Fact]
    public void What_was_never_seen_is_reported_when_all_was_seen()
    {
        var property = Property.Sometimes("pigs fly", _ => false);

        var report = Explore.States(OracleModel.Build("lost_update 2"), new StateOptions { Properties = [property] });

        Assert.Equal("'pigs fly' was never seen", Assert.Single(report.Discoveries).What);
    }

    [Fact]
    public void Deep_first_visits_the_same_states_and_meets_the_seeded_bug_early()
    {
        var all = Explore.States(OracleModel.Build("contig-race XS"), new StateOptions { DeepFirst = true });
        var broken = Explore.States(OracleModel.Build("contig-race XS broken"), new StateOptions { DeepFirst = true });

        Assert.Equal((63169, 173202, 36), (all.States, all.Transitions, all.Ends));
        Assert.Matches("has two owners", Assert.Single(broken.Discoveries).What);
        Assert.InRange(broken.States, 1, 500);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fingerprints_find_the_same_in_less_memory(int cores)
    {
        var options = new StateOptions { Fingerprints = true, Cores = cores };
        var all = Explore.States(OracleModel.Build("contig-race XS"), options);
        var broken = Explore.States(OracleModel.Build("contig-race XS broken"), options);

        Assert.Equal((63169, 173202, 36), (all.States, all.Transitions, all.Ends));
        Assert.InRange(all.Omission, 1e-11, 1e-9);
        Assert.Equal(33, Assert.Single(broken.Discoveries).Path.Count);
    }

    [Fact]
    public void The_path_to_what_was_seen_can_be_made()
    {
        var world = OracleModel.Build("contig-race XS");
        var allocator = world.IdOf("A");
        var property = Property.Always("A gets nothing", situation => situation.StateOf<RunState>(allocator).Done != RunResult.Granted);

        var report = Explore.States(world, new StateOptions { Properties = [property], Cores = 2 });
        foreach (var move in report.Discoveries[0].Path)
            Assert.True(Replayer.TryStep(world, move, out _));

        Assert.Equal(RunResult.Granted, world.StateOf<RunState>(allocator).Done);
        Assert.Equal(34, world.Steps);
    }
}
