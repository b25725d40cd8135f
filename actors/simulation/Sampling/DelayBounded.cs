using System.Globalization;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// M. Emmi, S. Qadeer and Z. Rakamarić, "Delay-bounded scheduling", POPL 2011, sampled: a deterministic scheduler, except
/// that at a few steps chosen beforehand the one whose turn it is goes behind all others. There are two such schedulers,
/// and runs take turns: one delivers the oldest message, so that everybody keeps pace; the other goes on with what
/// the last delivery caused, so that one gets far ahead of another.
/// </summary>
/// <remarks>Different from the paper: delays are drawn at random instead of enumerated; how long a run is was measured on some at random.</remarks>
public sealed class DelayBounded(int delays = 2) : IPolicy
{
    private readonly MessageChains chains = new();
    private readonly List<int> turns = [];
    private readonly int[] delayed = new int[delays];
    private SplitMix64 random;
    private long stepsMost = 1;
    private bool keepsPace;
    private int step;
    private int lastTurn;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"delay:{delays}");

    public int RunsToMeasure => 16;

    public void Expect(long deliveries) => stepsMost = Math.Max(1, deliveries);

    public int NextDelivery(Candidates candidates)
    {
        chains.Meet(candidates);
        var chosen = First(candidates);
        foreach (var at in delayed)
        {
            if (at != step)
                continue;
            turns[HolderOf(chosen)] = ++lastTurn;
            chosen = First(candidates);
        }

        step++;
        chains.Deliver(chosen);
        return chosen;
    }

    public int Choose(ActorId actor, in Choice choice) => random.Decide(choice);

    public void Begin(ulong seed)
    {
        random = new SplitMix64(seed);
        keepsPace = (random.Next() & 1) == 0;
        chains.Clear(withChains: !keepsPace);
        turns.Clear();
        (step, lastTurn) = (0, 0);
        for (var index = 0; index < delayed.Length; index++)
            delayed[index] = random.Below((int)Math.Min(stepsMost, int.MaxValue));
    }

    public void End(long deliveries)
    {
    }

    public void Save(ByteWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(stepsMost);
    }

    public void Load(ref ByteReader reader) => stepsMost = reader.Read<long>();

    public string? Guarantee(long runs) => null;

    private int First(Candidates candidates)
    {
        var (first, earliest) = (0, int.MaxValue);
        for (var index = 0; index < candidates.Count; index++)
        {
            var turn = TurnOf(index);
            if (turn < earliest)
                (first, earliest) = (index, turn);
        }

        return first;
    }

    // Who has a turn: each message its own, or all of a chain the same.
    private int HolderOf(int index) =>
        keepsPace ? chains.MessageAt(index) : chains.ChainAt(index);

    private int TurnOf(int index)
    {
        var holder = HolderOf(index);
        while (turns.Count <= holder)
            turns.Add(++lastTurn);
        return turns[holder];
    }
}
