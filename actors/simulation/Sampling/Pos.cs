using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// Partial order sampling: X. Yuan, J. Yang and R. Gu, "Partial order aware concurrency sampling", CAV 2018. Every message
/// gets a random priority; after a delivery those that wait for the same receiver get a new one, so that each order of
/// two racing messages is as likely as the other however much happens elsewhere.
/// </summary>
public sealed class Pos : IPolicy
{
    private readonly List<ulong> priorities = [];
    private SplitMix64 random;

    public string Name => "pos";

    public int NextDelivery(Candidates candidates)
    {
        var best = 0;
        for (var index = 1; index < candidates.Count; index++)
        {
            if (PriorityOf(candidates, index) > PriorityOf(candidates, best))
                best = index;
        }

        var receiver = candidates.ReceiverOf(best);
        for (var index = 0; index < candidates.Count; index++)
        {
            if (index != best && candidates.ReceiverOf(index) == receiver)
                priorities[(int)candidates.SentOf(index)] = 0;
        }

        return best;
    }

    public int Choose(ActorId actor, in Choice choice) => random.Decide(choice);

    public void Begin(ulong seed)
    {
        random = new SplitMix64(seed);
        priorities.Clear();
    }

    public void End(long deliveries)
    {
    }

    public string? Guarantee(long runs) => null;

    private ulong PriorityOf(Candidates candidates, int index)
    {
        var sent = (int)candidates.SentOf(index);
        while (priorities.Count <= sent)
            priorities.Add(0);
        if (priorities[sent] == 0)
            priorities[sent] = random.Next() | 1;
        return priorities[sent];
    }
}
