using System.Numerics;

namespace ActorVm.Simulation;

/// <summary>
/// Puts messages into chains while they come up, each after all that it follows from: A. Agarwal and V. K. Garg, "Efficient
/// dependency tracking for relevant events in concurrent systems", Distributed Computing 19(3), 2007. There are sets of
/// chains, the i-th of at most i; the k-th is begun only when k messages wait for each other in no way. So for
/// messages of width w there are at most w sets, and at most w·(w+1)/2 ≤ w² chains.
/// </summary>
internal sealed class ChainPartition
{
    private const int None = -1;

    // For each message, how long each chain was up to the last it follows from; a row a message.
    private readonly List<int> chainOf = [];
    private readonly List<int> lengths = [];
    private readonly List<int> sets = [];
    private int[] clocks = new int[64 * 16];
    private int stride = 16;

    /// <summary>Sets begun: no more than the width.</summary>
    public int Sets { get; private set; }

    public int Chains => lengths.Count;

    public void Clear()
    {
        chainOf.Clear();
        lengths.Clear();
        sets.Clear();
        Sets = 0;
    }

    /// <summary>The chain of a message; −1 when it was not seen yet.</summary>
    public int ChainOf(int message) => message < chainOf.Count ? chainOf[message] : None;

    /// <summary>Adds a message that follows from two others; −1 stands for none.</summary>
    /// <returns>Its chain.</returns>
    public int Add(int message, int cause, int otherCause)
    {
        while (chainOf.Count <= message)
            chainOf.Add(None);
        if (clocks.Length < (message + 1) * stride)
            Array.Resize(ref clocks, Math.Max(2 * clocks.Length, (message + 1) * stride));
        Join(message, cause, otherCause);
        for (var set = 0; set < Sets; set++)
        {
            for (var place = First(set); place < First(set + 1); place++)
            {
                if (sets[place] == None || Follows(message, sets[place]))
                    return Put(message, set, place);
            }
        }

        for (var place = 0; place <= Sets; place++)
            sets.Add(None);
        return Put(message, Sets++, First(Sets - 1));
    }

    private static int First(int set) => set * (set + 1) / 2;

    private bool Follows(int message, int chain) => clocks[message * stride + chain] == lengths[chain];

    private Span<int> Row(int message) => clocks.AsSpan(message * stride, stride);

    private void Join(int message, int cause, int otherCause)
    {
        var row = Row(message);
        if (cause < 0)
            (cause, otherCause) = (otherCause, cause);
        if (cause < 0)
            row.Clear();
        else
            Row(cause).CopyTo(row);
        if (otherCause >= 0)
            Raise(row, Row(otherCause));
    }

    // A row is a whole number of vectors long.
    private static void Raise(Span<int> row, ReadOnlySpan<int> other)
    {
        for (var chain = 0; chain < row.Length; chain += Vector<int>.Count)
            Vector.Max(new Vector<int>(row[chain..]), new Vector<int>(other[chain..])).CopyTo(row[chain..]);
    }

    // The set before takes what else is in this one, this one takes that set and the chain.
    private int Put(int message, int set, int place)
    {
        var chain = sets[place];
        if (chain == None)
            chain = Begin();
        clocks[message * stride + chain] = ++lengths[chain];
        chainOf[message] = chain;
        sets[place] = sets[First(set + 1) - 1];
        sets[First(set + 1) - 1] = chain;
        for (var index = 0; index < set; index++)
            (sets[First(set - 1) + index], sets[First(set) + index]) = (sets[First(set) + index], sets[First(set - 1) + index]);
        return chain;
    }

    private int Begin()
    {
        lengths.Add(0);
        if (lengths.Count > stride)
            Widen();
        return lengths.Count - 1;
    }

    private void Widen()
    {
        var wider = new int[2 * clocks.Length];
        for (var message = 0; message < clocks.Length / stride; message++)
            Array.Copy(clocks, message * stride, wider, 2 * message * stride, stride);
        (clocks, stride) = (wider, 2 * stride);
    }
}
