using System.Globalization;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// PCTCP: B. K. Ozkan, R. Majumdar, F. Niksic, M. T. Befrouei and G. Weissenbacher, "Randomized testing of distributed systems
/// with probabilistic guarantees", OOPSLA 2018. Messages are put into chains while they come up; each chain has a random
/// priority, and the highest that has something to deliver goes on. At <c>depth − 1</c> messages chosen beforehand the chain
/// falls below all others. Of n messages of width w, each set of <c>depth</c> messages that must come in a certain order
/// does so with probability 1/(w²·n^(d−1)) at least.
/// </summary>
/// <remarks>
/// w and n are not known beforehand. n is taken from some runs at random, made first, and is the range the messages are
/// chosen from; w is the most that were seen to wait for each other in no way, and the chains of a run are never more than w².
/// So the bound is for runs like those made: of one that would be wider or longer than any of them nothing is said.
/// A message follows from the one that caused it and from the one before on its channel.
/// </remarks>
public sealed class Pct(int depth = 5) : IPolicy
{
    private readonly MessageChains chains = new();
    private readonly List<ulong> priorities = [];
    private readonly int[] changes = new int[depth - 1];
    private SplitMix64 random;
    private long messages = 1;
    private long longest;
    private int width;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"pct:{depth}");

    public int RunsToMeasure => 16;

    public void Expect(long deliveries) => messages = Math.Max(1, deliveries);

    public int NextDelivery(Candidates candidates)
    {
        chains.Meet(candidates);

        // Above all the priorities that a change can give.
        while (priorities.Count < chains.Count)
            priorities.Add((random.Next() >> 1) + (ulong)depth);
        var best = Highest(candidates);
        for (var change = ChangeAt(best); change >= 0; change = ChangeAt(best))
        {
            changes[change] = -1;
            priorities[chains.ChainAt(best)] = (ulong)change;
            best = Highest(candidates);
        }

        chains.Deliver(best);
        return best;
    }

    public int Choose(ActorId actor, in Choice choice) => random.Decide(choice);

    public void Begin(ulong seed)
    {
        random = new SplitMix64(seed);
        chains.Clear();
        priorities.Clear();
        for (var change = 0; change < changes.Length; change++)
            changes[change] = random.Below((int)Math.Min(messages, int.MaxValue));
    }

    public void End(long deliveries)
    {
        longest = Math.Max(longest, deliveries);
        width = Math.Max(width, chains.Width);
    }

    public void Save(ByteWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(messages);
        writer.Write(longest);
        writer.Write(width);
    }

    public void Load(ref ByteReader reader) =>
        (messages, longest, width) = (reader.Read<long>(), reader.Read<long>(), reader.Read<int>());

    public string? Guarantee(long runs)
    {
        var each = 1 / (Math.Max(width, 1) * (double)Math.Max(width, 1) * Math.Pow(messages, depth - 1));
        var all = 1 - Math.Pow(1 - each, runs);
        var longer = longest > messages ? $"; n was taken from runs at random, the longest run had {longest}: bugs that need its last messages are not covered" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"p ≥ 1/(w²·n^(d−1)) = 1/({width}²·{messages}^{depth - 1}) = {each:g2} per run for depth-{depth} bugs, {all:g2} in {runs} runs{longer}");
    }

    private int Highest(Candidates candidates)
    {
        var (best, highest) = (0, 0UL);
        for (var index = 0; index < candidates.Count; index++)
        {
            var priority = priorities[chains.ChainAt(index)];
            if (priority >= highest)
                (best, highest) = (index, priority);
        }

        return best;
    }

    private int ChangeAt(int index) => Array.IndexOf(changes, chains.MessageAt(index));
}
