using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>The oldest message first, and nothing unusual happens: of several alternatives the first.</summary>
public sealed class Fifo : IPolicy
{
    public string Name => "fifo";

    public bool IsFair => true;

    public int NextDelivery(Candidates candidates) => candidates.Oldest();

    public int Choose(ActorId actor, in Choice choice) => 0;

    public void Begin(ulong seed)
    {
    }

    public void End(long deliveries)
    {
    }

    public string? Guarantee(long runs) => null;
}
