using ActorVm.Cli.Commands;
using ActorVm.Cli.Live;
using ActorVm.Cli.Scenarios;
using ActorVm.Live;
using ActorVm.Simulation;

namespace ActorVm.Tests.Live.Host;

/// <summary>The kernel on real threads. Nothing here knows how a run will go; whatever it does, the simulation must do again.</summary>
public sealed class LiveScenarioTests
{
    private const int Runs = 100;

    [Fact]
    public void A_hundred_live_runs_end_as_their_recordings_end_in_the_simulation()
    {
        var outcomes = Enumerable.Range(1, Runs).Select(seed => Run("two-drivers", seed, speed: 500)).ToArray();

        Assert.Equal(Runs, outcomes.Count(outcome => outcome.Agrees));
        Assert.Equal(Runs, outcomes.Select(outcome => outcome.Report!.StateHash).Distinct().Count());
    }

    [Theory]
    [InlineData("isa-dma")]
    [InlineData("kva-exhausted")]
    [InlineData("quiet-machine")]
    [InlineData("refragmentation")]
    [InlineData("swap-full")]
    [InlineData("switch-at-run-time")]
    [InlineData("two-drivers")]
    public void A_live_run_keeps_all_invariants(string name)
    {
        var outcome = Run(name, seed: 1, speed: 100);

        Assert.True(outcome.Agrees);
        Assert.Equal([], outcome.Report!.Properties.Where(property => property.Kind == "always" && !property.Holds));
    }

    private static LiveOutcome Run(string name, int seed, double speed)
    {
        var scenario = ScenarioReader.Read(ScenarioLibrary.Find(name), []);
        return new LiveScenario(new LiveHost(), scenario).Run(new LiveOptions { Speed = speed, Seed = (ulong)seed }, TimeSpan.FromSeconds(20), new RunOptions { Seed = seed });
    }
}
