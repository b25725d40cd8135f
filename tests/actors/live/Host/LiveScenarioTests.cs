using ActorVm.Cli.Binding;
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

    /// <summary>Something is to happen when contigmalloc stands at a certain point: real threads do not stop there.</summary>
    private static readonly string[] StopAtPoints =
    [
        "history/h02-two-passes", "history/h14-free-page-stolen", "history/h15-dead-object", "races/h14-free-page-stolen",
    ];

    /// <summary>6.5 million frames: each look at all of memory takes seconds.</summary>
    private static readonly string[] TooBig = ["real-memory"];

    /// <summary>How long something takes in virtual time, which at this speed says little; and what 'lock-order' is there to break.</summary>
    private static readonly string[] NotAsked = ["no-starvation", "locks-in-order"];

    public static TheoryData<string> OnThreads => [.. ScenarioLibrary.All().Select(entry => entry.Name).Except(StopAtPoints).Except(TooBig)];

    [Fact]
    public void A_hundred_live_runs_end_as_their_recordings_end_in_the_simulation()
    {
        var outcomes = Enumerable.Range(1, Runs).Select(seed => Run("two-drivers", seed, speed: 1000)).ToArray();

        Assert.Equal(Runs, outcomes.Count(outcome => outcome.Agrees));

        // On a busy machine some end before anybody came to anything.
        Assert.InRange(outcomes.Select(outcome => outcome.Report!.StateHash).Distinct().Count(), Runs / 2, Runs);
    }

    [Theory]
    [MemberData(nameof(OnThreads))]
    public void A_live_run_keeps_all_invariants(string name)
    {
        var outcome = Run(name, seed: 1, speed: 1000, "algorithm.revision=mended");

        Assert.True(outcome.Agrees);
        Assert.Null(outcome.Record.Failure);
        Assert.Equal([], outcome.Report!.Properties.Where(property => property is { Kind: "always", Holds: false } && !NotAsked.Any(property.Name.StartsWith)));
    }

    [Fact]
    public void Scenarios_in_which_something_happens_at_a_point_of_contigmalloc_are_refused()
    {
        var refused = ScenarioLibrary.All().Select(entry => entry.Name).Where(name =>
            ScenarioReader.Read(ScenarioLibrary.Find(name), []).File.Events.Any(happening => happening.At is null)).ToArray();

        Assert.Equal(StopAtPoints, refused);
        Assert.All(refused, name => Assert.Contains("happens at a point of contigmalloc", Assert.Throws<ScenarioException>(() => Run(name, 1, 1000)).Message, StringComparison.Ordinal));
    }

    private static LiveOutcome Run(string name, int seed, double speed, params string[] settings)
    {
        var scenario = ScenarioReader.Read(ScenarioLibrary.Find(name), settings);
        return new LiveScenario(new LiveHost(), scenario).Run(new LiveOptions { Speed = speed, Seed = (ulong)seed }, TimeSpan.FromSeconds(2), new RunOptions { Seed = seed });
    }
}
