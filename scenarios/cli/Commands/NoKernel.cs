using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Cli.Vectors;

namespace ActorVm.Cli.Commands;

/// <summary>Stands where the kernel will be wired in.</summary>
internal sealed class NoKernel : IScenarioRunner, IVectorMachine
{
    public RunReport Run(LoadedScenario scenario, RunOptions options) => throw new NotSupportedException("this build has no kernel");

    public IReadOnlyList<VectorRecord> Run(Vector vector, string profile) => throw new NotSupportedException("this build has no kernel");
}
