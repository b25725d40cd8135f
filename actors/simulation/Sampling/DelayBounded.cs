using System.Globalization;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// M. Emmi, S. Qadeer and Z. Rakamarić, "Delay-bounded scheduling", POPL 2011, sampled: the oldest message is delivered,
/// except that at a few steps chosen beforehand the one whose turn it is goes behind those that wait.
/// </summary>
/// <remarks>Different from the paper: delays are drawn at random instead of enumerated; the length of a run is the longest seen so far.</remarks>
public sealed class DelayBounded(int delays = 2) : IPolicy
{
    private readonly long[] delayed = new long[delays];
    private readonly List<long> turns = [];
    private SplitMix64 random;
    private long stepsMost = 16;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"delay:{delays}");

    public int NextDelivery(Candidates candidates)
    {
        var chosen = First(candidates);
        foreach (var step in delayed)
        {
            if (step != candidates.Step + 1)
                continue;
            turns[(int)candidates.SentOf(chosen)] = Last(candidates) + 1;
            chosen = First(candidates);
        }

        return chosen;
    }

    public int Choose(ActorId actor, in Choice choice) => random.Decide(choice);

    public void Begin(ulong seed)
    {
        random = new SplitMix64(seed);
        turns.Clear();
        for (var index = 0; index < delayed.Length; index++)
            delayed[index] = 1 + random.Below((int)Math.Min(stepsMost, int.MaxValue));
    }

    public void End(long deliveries) => stepsMost = Math.Max(stepsMost, deliveries);

    public void Save(ByteWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(stepsMost);
    }

    public void Load(ref ByteReader reader) => stepsMost = reader.Read<long>();

    public string? Guarantee(long runs) => null;

    private int First(Candidates candidates)
    {
        var first = 0;
        for (var index = 1; index < candidates.Count; index++)
        {
            if (TurnOf(candidates, index) < TurnOf(candidates, first))
                first = index;
        }

        return first;
    }

    private long Last(Candidates candidates)
    {
        var last = 0L;
        for (var index = 0; index < candidates.Count; index++)
            last = Math.Max(last, TurnOf(candidates, index));
        return last;
    }

    // Turns are far apart, so that whoever was delayed comes after those that wait now and before those that follow.
    private long TurnOf(Candidates candidates, int index)
    {
        var message = (int)candidates.SentOf(index);
        while (turns.Count <= message)
            turns.Add((long)turns.Count << 20);
        return turns[message];
    }
}
