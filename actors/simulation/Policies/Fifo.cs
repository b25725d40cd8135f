using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>The oldest message first, and nothing unusual happens: of several alternatives the first.</summary>
public sealed class Fifo : IChooser
{
    public int NextDelivery(Candidates candidates) => candidates.Oldest();

    public int Choose(ActorId actor, in Choice choice) => 0;
}
