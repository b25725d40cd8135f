using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Commands;

/// <summary>Stands where the kernel will be wired in.</summary>
internal sealed class NoKernel : IScenarioRunner
{
    public RunReport Run(LoadedScenario scenario, RunOptions options) => throw new NotSupportedException("this build has no kernel");

}
