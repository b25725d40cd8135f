using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;

namespace ActorVm.Tests.Scenarios.Stories;

/// <summary>Runs scenarios that come with the tool.</summary>
internal static class Played
{
    public static RunReport Once(string name, params string[] settings)
    {
        var scenario = ScenarioReader.Read(ScenarioLibrary.Find(name), settings);
        return Once(scenario, scenario.File.Seed);
    }

    public static RunReport Once(LoadedScenario scenario, long seed, bool check = false) =>
        Expectations.Check(new ScenarioRunner().Run(scenario, new RunOptions { Seed = seed, Check = check }), scenario);
}
