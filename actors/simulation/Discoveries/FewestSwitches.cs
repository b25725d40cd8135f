namespace ActorVm.Simulation;

/// <summary>
/// Of all orders that no actor can tell from a run, looks for one that goes from actor to actor as seldom as can be. Who
/// stays as long as it can loses nothing by it, so it is enough to know how far each actor has come and who had the
/// last turn; those are visited breadth first.
/// </summary>
internal sealed class FewestSwitches
{
    private const int PlacesMost = 50_000;

    private readonly IReadOnlyList<Move> moves;
    private readonly int[] senders;
    private readonly int[][] turns;
    private readonly int last;

    private FewestSwitches(World start, IReadOnlyList<Move> moves, bool staysLast)
    {
        this.moves = moves;
        senders = CausalOrder.Senders(start, moves);
        turns =
        [
            .. Enumerable.Range(0, start.ActorCount)
                .Select(actor => Enumerable.Range(0, moves.Count).Where(step => moves[step].Channel.To.Number == actor).ToArray()),
        ];
        last = staysLast ? moves.Count - 1 : moves.Count;
    }

    /// <param name="staysLast">The last move is what went wrong: nothing may come after it.</param>
    /// <param name="isProved">All orders were looked at; else the best is told that was found.</param>
    public static List<Move> Find(World start, IReadOnlyList<Move> moves, bool staysLast, out bool isProved)
    {
        isProved = true;
        if (moves.Count == 0)
            return [];
        var search = new FewestSwitches(start, moves, staysLast);
        var fewest = search.Find();
        isProved = fewest is not null;
        return fewest ?? search.Greedy();
    }

    // Whoever can make the most moves.
    private List<Move> Greedy()
    {
        var place = new Place(new int[turns.Length], -1, null);
        while (place.Done.Sum() < moves.Count)
            place = Enumerable.Range(0, turns.Length).Where(actor => IsFree(place.Done, actor)).Select(actor => After(place, actor)).MaxBy(next => next.Done.Sum())!;
        return [.. Order(place)];
    }

    private List<Move>? Find()
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<Place>([new Place(new int[turns.Length], -1, null)]);
        while (open.TryDequeue(out var place))
        {
            if (seen.Count >= PlacesMost)
                return null;
            for (var actor = 0; actor < turns.Length; actor++)
            {
                if (actor == place.Actor || !IsFree(place.Done, actor))
                    continue;
                var next = After(place, actor);
                if (next.Done.Sum() == moves.Count)
                    return [.. Order(next)];
                if (seen.Add(string.Join(' ', next.Done.Append(actor))))
                    open.Enqueue(next);
            }
        }

        throw new InvalidOperationException("a run is no order of itself");
    }

    private Place After(Place place, int actor)
    {
        var done = (int[])place.Done.Clone();
        while (IsFree(done, actor))
            done[actor]++;
        return new Place(done, actor, place);
    }

    // Whether the actor's next move can be made: its message was sent, and it is not the last too early.
    private bool IsFree(int[] done, int actor)
    {
        if (done[actor] == turns[actor].Length)
            return false;
        var step = turns[actor][done[actor]];
        if (step == last && done.Sum() < moves.Count - 1)
            return false;
        var sender = senders[step];
        return sender < 0 || Array.IndexOf(turns[moves[sender].Channel.To.Number], sender) < done[moves[sender].Channel.To.Number];
    }

    private IEnumerable<Move> Order(Place end)
    {
        var places = new Stack<Place>();
        for (var place = end; place.Before is not null; place = place.Before)
            places.Push(place);
        foreach (var place in places)
        {
            for (var turn = place.Before!.Done[place.Actor]; turn < place.Done[place.Actor]; turn++)
                yield return moves[turns[place.Actor][turn]];
        }
    }

    private sealed record Place(int[] Done, int Actor, Place? Before);
}
