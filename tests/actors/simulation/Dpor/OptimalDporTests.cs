using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.Dpor;

public sealed class OptimalDporTests
{
    [Theory]
    [ClassData(typeof(OracleTable))]
    public void Makes_one_run_for_each_trace_of_every_model_with_known_answers(
        string model, Delivery delivery, long traces, long schedules, long states, long ends)
    {
        _ = (schedules, states, ends);

        var report = Explore.Traces(OracleModel.Build(model, delivery));

        Assert.Equal((traces, traces, 0L, true), (report.Runs, report.Traces, report.Blocked, report.IsComplete));
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
}
