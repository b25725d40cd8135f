using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.Paths;

public sealed class DepthFirstTests
{
    [Theory]
    [ClassData(typeof(SmallOracles))]
    public void Makes_every_schedule_of_every_model_with_known_answers(string name)
    {
        var answer = SmallOracles.Of(name);
        if (answer.Schedules > 200_000)
            return;

        var report = Explore.Schedules(OracleModel.Build(answer.Model, answer.Delivery));

        Assert.Equal((answer.Schedules, answer.Traces, true), (report.Runs, report.Traces, report.IsComplete));
    }

    [Fact]
    public void Tells_how_many_runs_end_how()
    {
        var world = OracleModel.Build("lost_update 3");

        var report = Explore.Traces(world, new PathOptions { LabelEnd = end => $"counter {end.StateOf<int>(world.IdOf("counter"))}" });

        Assert.Equal([new("counter 1", 48), new("counter 2", 36), new("counter 3", 6)], report.Labels);
    }
}
