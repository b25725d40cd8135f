using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Every candidate alike; choices by their odds.</summary>
public sealed class RandomOrder(ulong seed) : IPolicy
{
    private SplitMix64 random = new(seed);

    public string Name => "random";

    /// <summary>Where the generator is: a copy goes on with the same answers.</summary>
    public SplitMix64 Generator
    {
        get => random;
        set => random = value;
    }

    public bool IsFair => true;

    public int NextDelivery(Candidates candidates)
    {
        var count = candidates.Count;
        return count == 1 ? 0 : random.Below(count);
    }

    public int Choose(ActorId actor, in Choice choice) => random.Decide(choice);

    public void Begin(ulong seed) => random = new SplitMix64(seed);

    public void End(long deliveries)
    {
    }

    public string? Guarantee(long runs) => null;
}
