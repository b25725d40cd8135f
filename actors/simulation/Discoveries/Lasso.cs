namespace ActorVm.Simulation;

/// <summary>
/// A run that comes back to where it was, without what is to hold again and again, and passes nobody over on the way round:
/// so it can go round for ever, under a fair scheduler too.
/// </summary>
/// <param name="Stem">The way to the circle.</param>
/// <param name="Circle">The way round, each move the head of its channel.</param>
internal sealed record Lasso(IReadOnlyList<Move> Stem, IReadOnlyList<Move> Circle)
{
    public IReadOnlyList<Move> Moves => [.. Stem, .. Circle];

    /// <summary>The shortest circle in the run that is one; null when it never comes back, or nobody can tell.</summary>
    public static Lasso? Find(World start, IReadOnlyList<Move> moves, Property property)
    {
        if (start.Delivery != Delivery.Fifo)
            return null;

        var world = start.Fork();
        var situations = new List<(Fingerprint State, bool Holds)> { (world.Fingerprint, property.Holds(world)) };
        foreach (var move in moves)
        {
            if (!Replayer.TryStep(world, move, out var thrown) || thrown is not null)
                return null;
            situations.Add((world.Fingerprint, property.Holds(world)));
        }

        var cold = situations.FindLastIndex(situation => situation.Holds) + 1;
        for (var length = 1; length < situations.Count - cold; length++)
        {
            for (var from = cold; from + length < situations.Count; from++)
            {
                if (situations[from].State != situations[from + length].State)
                    continue;
                var lasso = new Lasso([.. moves.Take(from)], [.. moves.Skip(from).Take(length).Select(move => move with { Sequence = 0 })]);
                if (lasso.Try(start, property) is { } made)
                    return made;
            }
        }

        return null;
    }

    /// <summary>Makes it, without what is not possible on the way to the circle.</summary>
    /// <returns>The moves made; null when it does not go round, or not fairly, or the property holds on the way round.</returns>
    public Lasso? Try(World start, Property property)
    {
        var world = start.Fork();
        var stem = new List<Move>();
        foreach (var move in Stem)
        {
            if (!Replayer.TryStep(world, move, out var thrown))
                continue;
            if (thrown is not null)
                return null;
            stem.Add(world.LastMove);
        }

        var state = world.Fingerprint;
        var passedOver = Heads(world);
        foreach (var move in Circle)
        {
            if (property.Holds(world) || !Replayer.TryStep(world, move, out var thrown) || thrown is not null)
                return null;
            passedOver.Remove(move.Channel.Order);
            passedOver.IntersectWith(Heads(world));
        }

        return Circle.Count > 0 && passedOver.Count == 0 && world.Fingerprint == state ? this with { Stem = stem } : null;
    }

    private static SortedSet<long> Heads(World world) => [.. world.Pending.Select(letter => letter.Channel.Order)];
}
