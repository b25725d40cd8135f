using ActorVm.Cli.Commands;
using ActorVm.Cli.Scenarios;

namespace ActorVm.Tests.Scenarios.Stories;

public sealed class DeterminismTests
{
    private const string Small =
        """
        machine: {memory: 2 MiB, wired: 256 KiB, swap: 8 MiB}
        algorithm: {granularity: fine}
        programs:
          - {name: shell, objects: [{backing: swap, size: 1536 KiB}, {backing: vnode, size: 512 KiB}], pattern: zipf, touches: 100, think: 5ms}
        interrupts: {every: 7ms, hold: 20ms}
        pagezero: on
        drivers:
          - {name: fxp0, requests: [{size: 32 KiB, at: 500ms, repeat: 3, hold: 50ms}]}
        faults:
          - {kind: swap-write-error, probability: 10%}
        always: [invariants, no-deadlock]
        until: 2s
        """;

    [Fact]
    public void The_same_seed_gives_the_same_state_and_another_seed_another()
    {
        var scenario = ScenarioReader.Parse("small.yaml", Small, []);
        var (first, again, other) = (Played.Once(scenario, 1), Played.Once(scenario, 1), Played.Once(scenario, 2));

        Assert.Equal((first.StateHash, first.Steps), (again.StateHash, again.Steps));
        Assert.NotEqual(first.StateHash, other.StateHash);
    }

    [Fact]
    public void Every_scenario_ends_in_the_state_it_always_ended_in()
    {
        var lines = ScenarioLibrary.All().Where(entry => !entry.Name.Contains('/', StringComparison.Ordinal)).Select(entry => Played.Once(entry.Name))
            .Select(report => $"{report.Scenario} {report.StateHash} after {report.Steps} steps\n");

        Verified.Equal("state-hashes.verified.txt", string.Concat(lines));
    }

    [Fact]
    public void Invariants_hold_after_every_step_of_a_small_machine_with_everybody_on_it()
    {
        var report = Played.Once(ScenarioReader.Parse("small.yaml", Small, []), seed: 3, check: true);

        Assert.Empty(report.Properties.Where(property => !property.Holds).Select(property => property.Detail));
        Assert.True(report.Steps > 500, $"{report.Steps} steps");
    }

    [Fact]
    public void A_run_ends_where_it_is_told_to()
    {
        var scenario = ScenarioReader.Parse("small.yaml", Small, []);
        var runner = new ActorVm.Cli.Kernel.ScenarioRunner();

        Assert.Equal(100, runner.Run(scenario, new RunOptions { Seed = 1, Steps = 100 }).Steps);
        Assert.True(runner.Run(scenario, new RunOptions { Seed = 1, Until = new(100_000_000) }).VirtualTime.Nanoseconds <= 100_000_000);
    }
}
