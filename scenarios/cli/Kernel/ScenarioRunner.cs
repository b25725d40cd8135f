using ActorVm.Cli.Commands;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Kernel;

/// <summary>Builds the world of a scenario and runs it in virtual time until every driver is through, or time is up.</summary>
internal sealed class ScenarioRunner : IScenarioRunner
{
    public RunReport Run(LoadedScenario scenario, RunOptions options)
    {
        using var run = new ScenarioRun(scenario, options);
        return run.Run();
    }
}
