using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Every candidate alike; choices by their odds.</summary>
public sealed class RandomOrder(ulong seed) : IChooser
{
    private SplitMix64 random = new(seed);

    public int NextDelivery(Candidates candidates)
    {
        var count = candidates.Count;
        return count == 1 ? 0 : random.Below(count);
    }

    public int Choose(ActorId actor, in Choice choice) => random.Decide(choice);

    /// <summary>Starts anew from another seed.</summary>
    public void Reseed(ulong seedNext) => random = new SplitMix64(seedNext);
}
