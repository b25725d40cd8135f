using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Schedules the beginning of a run as a policy does, and the rest at random, so that everybody gets a turn.</summary>
internal sealed class FairTail(IPolicy policy, long firstStep) : IChooser
{
    private readonly RandomOrder random = new(0);
    private long fairFrom;

    /// <summary>Everybody gets a turn from here on.</summary>
    public bool IsFairAt(long step) => step >= fairFrom;

    public void Begin(ulong seed, int unfair)
    {
        policy.Begin(seed);
        random.Begin(~seed);
        fairFrom = policy.IsFair ? 0 : firstStep + unfair;
    }

    public int NextDelivery(Candidates candidates) => ChooserAt(candidates.Step).NextDelivery(candidates);

    public int Choose(ActorId actor, in Choice choice) => policy.Choose(actor, choice);

    private IChooser ChooserAt(long step) => policy.IsFair || step < fairFrom ? policy : random;
}
