using System.Collections.Concurrent;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;

namespace ActorVm.Tests.Scenarios.Stories;

/// <summary>Runs scenarios that come with the tool.</summary>
internal static class Played
{
    private static readonly ConcurrentDictionary<string, Lazy<RunReport>> Reports = [];

    /// <summary>With its own seed. Each is run once, however many tests look at it.</summary>
    public static RunReport Once(string name, params string[] settings) =>
        Reports.GetOrAdd(string.Join(' ', [name, .. settings]), _ => new Lazy<RunReport>(() => Run(name, settings))).Value;

    public static RunReport Once(LoadedScenario scenario, long seed, bool check = false) =>
        Expectations.Check(new ScenarioRunner().Run(scenario, new RunOptions { Seed = seed, Check = check }), scenario);

    private static RunReport Run(string name, string[] settings)
    {
        var scenario = ScenarioReader.Read(ScenarioLibrary.Find(name), settings);
        return Once(scenario, scenario.File.Seed);
    }
}
