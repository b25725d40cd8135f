using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.Paths;

public sealed class DepthFirstTests
{
    [Theory]
    [ClassData(typeof(OracleTable))]
    public void Makes_every_schedule_of_every_model_with_known_answers(
        string model, Delivery delivery, long traces, long schedules, long states, long ends)
    {
        _ = (states, ends);
        if (schedules > 200_000)
            return;

        var report = Explore.Schedules(OracleModel.Build(model, delivery));

        Assert.Equal((schedules, traces, true), (report.Runs, report.Traces, report.IsComplete));
    }
}
