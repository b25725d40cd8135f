namespace ActorVm.Simulation;

/// <summary>Which move of a run follows from which: from the one that sent its message and the one before at its receiver.</summary>
internal static class CausalOrder
{
    /// <summary>For each move the one that sent its message, or −1.</summary>
    public static int[] Senders(World start, IReadOnlyList<Move> moves)
    {
        var world = start.Fork();
        var senders = new int[moves.Count];
        for (var step = 0; step < moves.Count; step++)
        {
            senders[step] = (int)Math.Max(-1, SentBy(world, moves[step]) - start.Steps - 1);
            Replayer.TryStep(world, moves[step], out _);
        }

        return senders;
    }

    /// <summary>For each move whether its message came about through the one of that number, over however many others.</summary>
    public static bool[] CausedBy(int[] senders, int cause)
    {
        var caused = new bool[senders.Length];
        for (var step = cause + 1; step < senders.Length; step++)
            caused[step] = senders[step] == cause || (senders[step] >= 0 && caused[senders[step]]);
        return caused;
    }

    /// <summary>The move before at the same receiver, or −1.</summary>
    public static int PreviousAt(IReadOnlyList<Move> moves, int step)
    {
        var previous = step - 1;
        while (previous >= 0 && moves[previous].Channel.To != moves[step].Channel.To)
            previous--;
        return previous;
    }

    private static long SentBy(World world, in Move move)
    {
        world.Advance();
        var candidates = world.Candidates;
        for (var index = 0; index < candidates.Count; index++)
        {
            var candidate = candidates[index];
            if (candidate.Channel == move.Channel && (move.Sequence == 0 || candidate.Sequence == move.Sequence))
                return candidate.SentBy;
        }

        return 0;
    }
}
