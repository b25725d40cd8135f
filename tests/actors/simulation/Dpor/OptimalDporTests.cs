using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.Dpor;

public sealed class OptimalDporTests
{
    [Theory]
    [ClassData(typeof(SmallOracles))]
    public void Makes_one_run_for_each_trace_of_every_model_with_known_answers(string name)
    {
        var answer = SmallOracles.Of(name);

        var report = Explore.Traces(OracleModel.Build(answer.Model, answer.Delivery));

        Assert.Equal((answer.Traces, answer.Traces, 0L, true), (report.Runs, report.Traces, report.Blocked, report.IsComplete));
    }

    [Theory]
    [ClassData(typeof(SmallOracles))]
    public void Source_sets_find_the_same_traces_each_once(string name)
    {
        var answer = SmallOracles.Of(name);

        var report = Explore.Traces(OracleModel.Build(answer.Model, answer.Delivery), new PathOptions { Reduction = Reduction.Source });

        Assert.Equal((answer.Traces, answer.Traces, true), (report.Runs, report.Traces, report.IsComplete));
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(5, 32)]
    public void Reads_that_commute_need_not_be_tried_in_both_orders(int readers, long traces)
    {
        var report = Explore.Traces(OracleModel.Build($"readers {readers} refined"));

        Assert.Equal((traces, traces, 0L), (report.Runs, report.Traces, report.Blocked));
    }

    [Fact]
    public void One_run_in_which_everybody_waits_for_a_fork_is_among_them()
    {
        var property = Property.Eventually("everybody ate", situation => Enumerable.Range(0, 3)
            .All(seat => situation.StateOf<Philosophers.Meal>(situation.IdOf($"philosopher-{seat}")) == Philosophers.Meal.Done));
        var options = new PathOptions { Properties = [property], StopAtFirst = false };

        Assert.Equal(1, Explore.Traces(OracleModel.Build("philosophers 3"), options).Failures);
        Assert.Equal(0, Explore.Traces(OracleModel.Build("philosophers 3 ordered"), options).Failures);
    }

    [Fact]
    public void Timers_that_a_step_stops_are_tried_before_it()
    {
        var schedules = Explore.Schedules(TimerModel.Build());
        var traces = Explore.Traces(TimerModel.Build());

        Assert.Equal(schedules.Traces, traces.Traces);
        Assert.Equal(schedules.Traces, traces.Runs);
    }

    [Fact]
    public void Choices_of_data_are_all_tried()
    {
        var schedules = Explore.Schedules(ChoiceModel.Build());
        var traces = Explore.Traces(ChoiceModel.Build());

        Assert.Equal((schedules.Traces, schedules.Traces), (traces.Traces, traces.Runs));
    }

    [Fact]
    public void What_is_declared_to_commute_does()
    {
        Commutation.Check(OracleModel.Build("readers 3 refined"));

        var wrong = Assert.Throws<InvalidOperationException>(() => Commutation.Check(ChoiceModel.Build(lies: true)));
        Assert.Matches("^hub declares that Roll from player-. and Roll from player-. commute, but hub value: expected .*, is .*$", wrong.Message);
    }
}
