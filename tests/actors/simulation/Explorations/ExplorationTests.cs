using ActorVm.Simulation;
using ActorVm.Simulation.Models;
using ActorVm.Tests.Simulation.Dpor;

namespace ActorVm.Tests.Simulation.Explorations;

public sealed class ExplorationTests
{
    private static readonly PathOptions All = new() { StopAtFirst = false, LabelEnd = SituationText.Of };

    [Theory]
    [ClassData(typeof(SmallOracles))]
    public void Traces_interrupted_anywhere_and_restored_end_as_if_nothing_had_happened(string name)
    {
        var answer = SmallOracles.Of(name);

        foreach (var reduction in new[] { Reduction.Optimal, Reduction.Source })
        {
            var options = All with { Reduction = reduction };
            AssertSame(
                Exploration.Traces(OracleModel.Build(answer.Model, answer.Delivery), options),
                Exploration.Traces(OracleModel.Build(answer.Model, answer.Delivery), options),
                () => OracleModel.Build(answer.Model, answer.Delivery),
                options);
        }
    }

    [Theory]
    [ClassData(typeof(SmallOracles))]
    public void Schedules_interrupted_anywhere_and_restored_end_as_if_nothing_had_happened(string name)
    {
        var answer = SmallOracles.Of(name);
        if (answer.Schedules > 2000)
            return;

        AssertSame(
            Exploration.Schedules(OracleModel.Build(answer.Model, answer.Delivery), All),
            Exploration.Schedules(OracleModel.Build(answer.Model, answer.Delivery), All),
            () => OracleModel.Build(answer.Model, answer.Delivery),
            All);
    }

    [Fact]
    public void Timers_and_choices_of_data_survive_an_interruption()
    {
        foreach (var build in new[] { TimerModel.Build, () => ChoiceModel.Build(), () => OracleModel.Build("readers 3 refined") })
        {
            AssertSame(Exploration.Traces(build(), All), Exploration.Traces(build(), All), build, All);
            AssertSame(Exploration.Schedules(build(), All), Exploration.Schedules(build(), All), build, All);
        }
    }

    [Theory]
    [InlineData("random")]
    [InlineData("pct:3")]
    [InlineData("pos")]
    [InlineData("delay:2")]
    public void Samples_interrupted_anywhere_and_restored_find_the_same(string policy)
    {
        var options = All with { MaxRuns = 500 };
        var model = "contig-race XS broken";

        AssertSame(
            Exploration.Sample(OracleModel.Build(model), Policies.Parse(policy), 7, options),
            Exploration.Sample(OracleModel.Build(model), Policies.Parse(policy), 7, options),
            () => OracleModel.Build(model),
            options);
    }

    [Fact]
    public void What_was_found_before_an_interruption_is_not_forgotten()
    {
        var options = Hungry("philosophers 3");
        var exploration = Exploration.Traces(OracleModel.Build("philosophers 3"), options);
        exploration.Advance(40);

        var report = Exploration.Restore(OracleModel.Build("philosophers 3"), exploration.Save(), options).Report;

        Assert.Equal(Tell(exploration.Report), Tell(report));
        Assert.Same(options.Properties[0], Assert.Single(report.Discoveries).Property);
    }

    [Fact]
    public void What_was_damaged_or_is_of_something_else_is_refused()
    {
        var exploration = Exploration.Traces(OracleModel.Build("philosophers 3"), All);
        exploration.Advance(10);
        var saved = exploration.Save();
        saved[saved.Length / 2] ^= 1;

        Assert.Equal("the saved exploration was damaged", Refusal(OracleModel.Build("philosophers 3"), saved, All));
        saved[saved.Length / 2] ^= 1;
        Assert.Equal("the exploration was started with another world", Refusal(OracleModel.Build("philosophers 2"), saved, All));
        Assert.Equal(
            "the exploration was started with other settings: depth 2147483647, traces counted; now: depth 2147483647, traces counted, Eventually 'everybody ate' 1000",
            Refusal(OracleModel.Build("philosophers 3"), saved, Hungry("philosophers 3")));
    }

    private static string Refusal(World world, byte[] saved, PathOptions options) =>
        Assert.Throws<InvalidDataException>(() => Exploration.Restore(world, saved, options)).Message;

    private static PathOptions Hungry(string model)
    {
        var world = OracleModel.Build(model);
        return All with
        {
            Properties = [Property.Eventually("everybody ate", situation => Enumerable.Range(0, 3)
                .All(seat => situation.StateOf<Philosophers.Meal>(world.IdOf($"philosopher-{seat}")) == Philosophers.Meal.Done))],
        };
    }

    private static void AssertSame(Exploration whole, Exploration interrupted, Func<World> build, PathOptions options)
    {
        whole.Advance();
        var random = new SplitMix64(11);
        var most = (int)(whole.Report.Runs / 6) + 1;
        while (interrupted.Advance(1 + random.Below(most)))
            interrupted = Exploration.Restore(build(), interrupted.Save(), options);

        Assert.Equal(Tell(whole.Report), Tell(interrupted.Report));
        Assert.True(whole.Report.Runs > 0);
    }

    private static string Tell(PathReport report) => string.Join(
        '\n',
        [
            (report with { Discoveries = [], Labels = [] }).ToString(),
            .. report.Labels.Select(label => $"{label.Key} {label.Value}"),
            .. report.Discoveries.Select(found => $"{found.Property?.Name} {found.What} {found.Thrown?.GetType()} {string.Join(' ', found.Path.Select(move => $"{move.Channel} {move.Sequence} {string.Join(',', move.Choices)}"))}"),
        ]);
}
