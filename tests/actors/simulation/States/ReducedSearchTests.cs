using ActorVm.Messages;
using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.States;

public sealed class ReducedSearchTests
{
    [Theory]
    [ClassData(typeof(SmallOracles))]
    public void Keeps_every_end_of_every_model_with_known_answers(string name)
    {
        var answer = SmallOracles.Of(name);
        AssertKeepsEnds(answer.Model, answer.Delivery);
    }

    [Theory]
    [InlineData("twophase-tla 3")]
    [InlineData("twophase-tla 5 symmetry")]
    [InlineData("contig-race XS")]
    [InlineData("contig-race S")]
    public void Keeps_every_end_of_the_bigger_models(string model) => AssertKeepsEnds(model, Delivery.Fifo);

    [Theory]
    [InlineData(Delivery.Fifo)]
    [InlineData(Delivery.Bag)]
    public void Keeps_ends_exceptions_and_what_each_actor_can_be_in_of_random_systems(Delivery delivery)
    {
        var (states, reduced) = (0L, 0L);
        for (var seed = 0UL; seed < 200; seed++)
        {
            var (whole, few) = (Look(RandomSystem.Build(seed, delivery), false), Look(RandomSystem.Build(seed, delivery), true));

            Assert.True(whole.Seen == few.Seen, $"seed {seed}:\n{whole.Seen}\nbut reduced\n{few.Seen}");
            states += whole.States;
            reduced += few.States;
        }


    }

    [Theory]
    [InlineData("contig-race XS", 63169, 31678)]
    [InlineData("contig-race S", 466189, 170489)]
    [InlineData("client_server 4", 1040, 320)]
    [InlineData("ring 4 descending", 675, 296)]
    [InlineData("disjoint 3 2", 27, 7)]
    [InlineData("philosophers 3", 555, 555)]
    public void Leaves_out_the_same_situations_each_time(string model, long states, long reduced)
    {
        Assert.Equal(states, Explore.States(OracleModel.Build(model)).States);
        Assert.Equal(reduced, Explore.States(OracleModel.Build(model), new StateOptions { Reduce = true, Cores = 2 }).States);
    }

    [Fact]
    public void Finds_the_seeded_bug()
    {
        var report = Explore.States(OracleModel.Build("contig-race XS broken"), new StateOptions { Reduce = true });

        Assert.Matches("has two owners", Assert.Single(report.Discoveries).What);
    }

    [Fact]
    public void Leaves_out_nothing_that_a_property_may_look_at()
    {
        var options = new StateOptions { Reduce = true, Properties = [Property.Always("nobody meets", _ => true)] };

        var report = Explore.States(OracleModel.Build("contig-race XS"), options);

        Assert.Equal((63169, "not reduced: 'nobody meets' may look at several actors at one moment"), (report.States, report.Reduction));
    }

    private static (long States, string Seen) Look(World world, bool reduce)
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        var each = Property.Always("each actor", situation =>
        {
            for (var actor = 0; actor < situation.ActorCount; actor++)
                seen.Add($"{actor} is {situation.StateOf<int>(new ActorId(actor))}");
            return true;
        }) with { HoldsInAnyOrder = true };
        var report = Explore.States(world, new StateOptions { Reduce = reduce, StopAtFirst = false, Properties = [each], LabelEnd = SituationText.Of });
        return (report.States, $"{string.Join(", ", seen)}; {string.Join(", ", report.Labels)}; {(report.Discoveries.Count > 0 ? "throws" : "")}");
    }

    private static void AssertKeepsEnds(string model, Delivery delivery)
    {
        var options = new StateOptions { LabelEnd = SituationText.Of };
        var whole = Explore.States(OracleModel.Build(model, delivery), options);
        var reduced = Explore.States(OracleModel.Build(model, delivery), options with { Reduce = true });

        Assert.StartsWith("reduced: every end is kept", reduced.Reduction, StringComparison.Ordinal);
        Assert.True(reduced.IsComplete);
        Assert.True(reduced.States <= whole.States);
        Assert.Equal(whole.Labels, reduced.Labels);

    }
}
