using System.Globalization;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// Chains of messages with random priorities: B. K. Ozkan, R. Majumdar, F. Niksic, M. T. Befrouei and G. Weissenbacher,
/// "Randomized testing of distributed systems with probabilistic guarantees" (PCTCP), OOPSLA 2018. The highest chain runs
/// until it has nothing to deliver; at <c>depth − 1</c> steps chosen beforehand it falls below all others. A bug that needs
/// <c>depth</c> ordering constraints is found by each run with at least the printed probability.
/// </summary>
/// <remarks>
/// Different from the paper: a message joins the chain that ends with the message that caused it, or with the one before
/// on its channel, else it begins a chain; the bound counts the chains there really were instead of the square of the
/// width. Steps with only one message to choose are not
/// counted: a change there would change nothing before the next choice. The number of the others is the most seen so far.
/// </remarks>
public sealed class Pct(int depth = 5) : IPolicy
{
    private readonly List<int> chainOfMessage = [];
    private readonly List<int> messageOfStep = [];
    private readonly List<int> lastOnChannel = [];
    private readonly List<int> lastOfChain = [];
    private readonly List<ulong> priorities = [];
    private readonly long[] changes = new long[depth - 1];
    private SplitMix64 random;
    private long contests;
    private long contestsMost = 16;
    private int chainsMost;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"pct:{depth}");

    public int NextDelivery(Candidates candidates)
    {
        var (best, count) = (0, candidates.Count);
        var contested = count > 1 ? ++contests : 0;
        while (true)
        {
            for (var index = 0; index < count; index++)
            {
                if (PriorityOf(candidates, index) > PriorityOf(candidates, best))
                    best = index;
            }

            var change = contested == 0 ? -1 : Array.IndexOf(changes, contested);
            if (change < 0)
                break;
            changes[change] = 0;
            priorities[ChainOf(candidates, best)] = (ulong)change;
        }

        Grow(messageOfStep, candidates.Step + 1);
        messageOfStep[(int)candidates.Step + 1] = (int)candidates.SentOf(best);
        return best;
    }

    public int Choose(ActorId actor, in Choice choice) => random.Decide(choice);

    public void Begin(ulong seed)
    {
        random = new SplitMix64(seed);
        chainOfMessage.Clear();
        messageOfStep.Clear();
        lastOnChannel.Clear();
        lastOfChain.Clear();
        priorities.Clear();
        contests = 0;
        for (var change = 0; change < changes.Length; change++)
            changes[change] = 1 + random.Below((int)Math.Min(contestsMost, int.MaxValue));
    }

    public void End(long deliveries)
    {
        contestsMost = Math.Max(contestsMost, contests);
        chainsMost = Math.Max(chainsMost, priorities.Count);
    }

    public void Save(ByteWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(contestsMost);
        writer.Write(chainsMost);
    }

    public void Load(ref ByteReader reader) => (contestsMost, chainsMost) = (reader.Read<long>(), reader.Read<int>());

    public string? Guarantee(long runs)
    {
        var each = 1 / (chainsMost * Math.Pow(contestsMost, depth - 1));
        var all = 1 - Math.Pow(1 - each, runs);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"p ≥ 1/(chains·n^(d−1)) = 1/({chainsMost}·{contestsMost}^{depth - 1}) = {each:0.######} per run for depth-{depth} bugs, {all:0.###} in {runs} runs");
    }

    private ulong PriorityOf(Candidates candidates, int index) => priorities[ChainOf(candidates, index)];

    private int ChainOf(Candidates candidates, int index)
    {
        var message = (int)candidates.SentOf(index);
        Grow(chainOfMessage, message);
        return chainOfMessage[message] >= 0 ? chainOfMessage[message] : chainOfMessage[message] = Join(candidates, index, message);
    }

    private int Join(Candidates candidates, int index, int message)
    {
        var (channel, sender) = (candidates.ChannelNumberOf(index), candidates.SentByOf(index));
        Grow(lastOnChannel, channel);
        Grow(messageOfStep, sender);
        var chain = ChainEndingWith(messageOfStep[(int)sender]);
        if (chain < 0)
            chain = ChainEndingWith(lastOnChannel[channel]);
        if (chain < 0)
            chain = BeginChain();
        lastOfChain[chain] = message;
        lastOnChannel[channel] = message;
        return chain;
    }

    private int ChainEndingWith(int message) =>
        message >= 0 && message < chainOfMessage.Count && chainOfMessage[message] is >= 0 and var chain && lastOfChain[chain] == message ? chain : -1;

    private int BeginChain()
    {
        // Above all the priorities that a change can give.
        priorities.Add((random.Next() >> 1) + (ulong)depth);
        lastOfChain.Add(-1);
        return priorities.Count - 1;
    }

    private static void Grow(List<int> list, long index)
    {
        while (list.Count <= index)
            list.Add(-1);
    }
}
