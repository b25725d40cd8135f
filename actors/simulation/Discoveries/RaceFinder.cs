namespace ActorVm.Simulation;

/// <summary>Finds the race that matters: the latest pair of deliveries whose other order leads to a good end.</summary>
internal static class RaceFinder
{
    private const int TriesMost = 5_000;
    private const int StepsMost = 2_000_000;

    public static Race? Find(World start, Discovery discovery, IReadOnlyList<Property> properties)
    {
        var judge = new Judge(discovery, properties);
        var moves = discovery.Path;
        var senders = CausalOrder.Senders(start, moves);
        var tries = 0;
        for (var second = moves.Count - 1; second > 0; second--)
        {
            for (var first = CausalOrder.PreviousAt(moves, second); first >= 0; first = CausalOrder.PreviousAt(moves, first))
            {
                var caused = CausalOrder.CausedBy(senders, first);
                if (caused[second] || moves[first].Channel == moves[second].Channel)
                    continue;
                if (tries++ >= TriesMost || judge.Steps >= StepsMost)
                    return null;
                if (judge.TryGood(start, Turned(moves, caused, first, second)) is { } twin)
                    return Describe(start, moves, first, second) with { Twin = twin };
            }
        }

        return null;
    }

    // The first waits, with all that comes of it, until the second was delivered.
    private static IEnumerable<Move> Turned(IReadOnlyList<Move> moves, bool[] caused, int first, int second)
    {
        var between = Enumerable.Range(first + 1, second - first - 1).ToArray();
        return
        [
            .. moves.Take(first),
            .. between.Where(step => !caused[step]).Select(step => moves[step]),
            moves[second],
            moves[first],
            .. between.Where(step => caused[step]).Select(step => moves[step]),
            .. moves.Skip(second + 1),
        ];
    }

    private static Race Describe(World start, IReadOnlyList<Move> moves, int first, int second)
    {
        var world = start.Fork();
        var texts = new string[second + 1];
        for (var step = 0; step <= second; step++)
        {
            Replayer.TryStep(world, moves[step], out _);
            texts[step] = $"{MessageText.Of(world.Last.Message, world)} from {world.NameOf(world.Last.From)}";
        }

        return new Race(first + 1, second + 1, texts[first], texts[second]);
    }
}
