using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Tests.Simulation.States;

public sealed class StateSearchTests
{
    [Theory]
    [ClassData(typeof(OracleTable))]
    public void Counts_the_states_of_every_model_with_known_answers(
        string model, Delivery delivery, long traces, long schedules, long states, long ends)
    {
        _ = (traces, schedules);
        foreach (var cores in new[] { 1, 2 })
        {
            var report = Explore.States(OracleModel.Build(model, delivery), new StateOptions { Cores = cores });

            Assert.True(report.IsComplete);
            Assert.Equal(states, report.States);
            Assert.Equal(ends == 0 ? report.Ends : ends, report.Ends);
        }
    }

    [Theory]
    [InlineData("twophase-tla 3", 288, 1145)]
    [InlineData("twophase-tla 5", 8832, 58145)]
    [InlineData("twophase-tla 3 symmetry", 80, 0)]
    [InlineData("twophase-tla 5 symmetry", 314, 0)]
    [InlineData("contig-race XS", 63169, 173202)]
    [InlineData("contig-race S", 466189, 1534454)]
    public void Counts_states_and_transitions_of_the_bigger_models(string model, long states, long transitions)
    {
        var report = Explore.States(OracleModel.Build(model), new StateOptions { Cores = 2 });

        Assert.Equal((states, transitions == 0 ? report.Transitions : transitions), (report.States, report.Transitions));
    }
}
