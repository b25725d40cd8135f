using ActorVm.Cli.Reports;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>Counts what the page daemon asks of others when its own scans are not enough.</summary>
internal sealed class HelpAsked
{
    private long lowMemory;
    private long syncer;
    private long swapOuts;
    private long kills;

    public void Saw(in Delivered step)
    {
        lowMemory += step.Message is MemoryIsLow ? 1 : 0;
        syncer += step.Message is SpeedUpSyncer ? 1 : 0;
        swapOuts += step.Message is SwapOutProcesses ? 1 : 0;
        kills += step.Message is ProcessKilled ? 1 : 0;
    }

    public IEnumerable<Count> Counts() => new Count[]
    {
        new("vm_lowmem events", lowMemory), new("syncer speed-ups", syncer), new("swap-out requests", swapOuts), new("processes killed", kills),
    }.Where(count => count.Number > 0);
}
