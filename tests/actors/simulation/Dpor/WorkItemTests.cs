using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.Dpor;

public sealed class WorkItemTests
{
    private static readonly PathOptions All = new() { StopAtFirst = false, LabelEnd = SituationText.Of };

    [Theory]
    [ClassData(typeof(SmallOracles))]
    public void The_items_of_a_split_have_every_trace_between_them_each_once(string name)
    {
        var answer = SmallOracles.Of(name);
        foreach (var reduction in new[] { Reduction.Optimal, Reduction.Source })
        {
            foreach (var atLeast in new[] { 1, 5, 17 })
                AssertWhole(() => OracleModel.Build(answer.Model, answer.Delivery), atLeast, answer.Traces, reduction);
        }
    }

    [Fact]
    public void Timers_and_choices_of_data_are_split_as_well()
    {
        foreach (var build in new[] { TimerModel.Build, () => ChoiceModel.Build(), () => OracleModel.Build("readers 3 refined") })
            AssertWhole(build, 8, Explore.Traces(build()).Traces, Reduction.Optimal);
    }

    [Fact]
    public void What_goes_wrong_goes_wrong_in_one_item()
    {
        var world = OracleModel.Build("lost_update 3");
        var counter = world.IdOf("counter");
        var options = All with { Properties = [Property.Eventually("some update is lost", situation => situation.StateOf<int>(counter) < 3)] };

        var items = WorkItem.All.Split(world, 60);

        Assert.Equal(Explore.Traces(world, options).Failures, items.Sum(item => Explore.Item(world, item, options).Failures));
    }

    [Fact]
    public void An_item_can_be_split_interrupted_and_restored()
    {
        var item = WorkItem.All.Split(OracleModel.Build("philosophers 3"), 3)[0];
        var whole = Explore.Item(OracleModel.Build("philosophers 3"), item, All);
        var parts = item.Split(OracleModel.Build("philosophers 3"), 5);

        var exploration = Exploration.Traces(OracleModel.Build("philosophers 3"), WorkItem.Restore(item.Save()), All);
        while (exploration.Advance(2))
            exploration = Exploration.Restore(OracleModel.Build("philosophers 3"), exploration.Save(), All);

        Assert.Equal((whole.Traces, whole.Runs, whole.Blocked), (exploration.Report.Traces, exploration.Report.Runs, exploration.Report.Blocked));
        Assert.Equal(whole.Traces, parts.Sum(part => Explore.Item(OracleModel.Build("philosophers 3"), part, All).Traces));
    }

    private static void AssertWhole(Func<World> build, int atLeast, long traces, Reduction reduction)
    {
        var options = All with { Reduction = reduction };
        var items = WorkItem.All.Split(build(), atLeast);
        var reports = items.Select(item => Explore.Item(build(), WorkItem.Restore(item.Save()), options)).ToArray();

        Assert.All(reports, report => Assert.True(report.IsComplete));
        Assert.Equal((traces, traces), (reports.Sum(report => report.Traces), reports.Sum(report => report.Runs)));
    }
}
