namespace ActorVm.Simulation;

/// <summary>
/// Looks for the shortest way to a discovery: first without some of what was on its way at the start, then without some
/// deliveries (both by delta debugging: A. Zeller and R. Hildebrandt, "Simplifying and isolating failure-inducing input",
/// IEEE TSE 28(2), 2002), then, of all orders that no actor can tell apart, one with few switches between actors.
/// Every try is a run of its own.
/// </summary>
public static class Shrinker
{
    private const int StatesMost = 300_000;

    /// <summary>Makes a discovery small. One about what never happens again is left as it is: its length is the point.</summary>
    /// <param name="properties">All properties the discovery was made with.</param>
    public static Shrunk Shrink(World start, Discovery discovery, IReadOnlyList<Property> properties)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(discovery);
        if (discovery.Property?.Kind == PropertyKind.Repeatedly)
            return new Shrunk(start, discovery, [], 0, 0, IsShortest: false);

        var judge = new Judge(discovery, properties);
        var moves = judge.Try(start, discovery.Path)
            ?? throw new ArgumentException("the path does not lead to what was discovered", nameof(discovery));

        int[] letters = [.. Enumerable.Range(0, start.Pending.Count())];
        var kept = Minimise(letters, fewer => judge.Try(start.With(fewer), moves) is not null && judge.CanBeGood(start.With(fewer)));
        var smaller = kept.Length == letters.Length ? start : start.With(kept);
        moves = judge.Try(smaller, moves)!;

        moves = [.. Minimise([.. moves], fewer => judge.Try(smaller, fewer) is not null)];
        moves = judge.Try(smaller, moves)!;
        var isShortest = FindShortest(smaller, judge, discovery, properties, ref moves);
        var before = Switches(moves);
        var calmer = CausalOrder.WithFewSwitches(smaller, moves);
        if (judge.Try(smaller, calmer) is { } verified && verified.Count <= moves.Count && Switches(verified) < before)
            moves = verified;

        return new Shrunk(
            smaller, discovery with { Path = moves, What = judge.Describe(smaller, moves) }, LeftOut(start, kept), discovery.Path.Count - moves.Count, before - Switches(moves),
            isShortest);
    }

    // Of a small system every situation is visited, the nearest first: then the way found is the shortest there is.
    private static bool FindShortest(
        World start, Judge judge, Discovery discovery, IReadOnlyList<Property> properties, ref List<Move> moves)
    {
        if (start.Pace != Pace.Adversarial || discovery.Property is { LooksBack: true })
            return false;

        var asked = properties.Where(property => !property.LooksBack).ToArray();
        var report = Explore.States(start, new StateOptions { Properties = asked, MaxStates = StatesMost, MaxDepth = moves.Count });
        if (report.Discoveries is not [var nearest, ..] || nearest.Property != discovery.Property || judge.Try(start, nearest.Path) is not { } shortest)
            return false;

        moves = shortest;
        return true;
    }

    private static string[] LeftOut(World start, int[] kept) =>
        [.. start.Pending.Where((_, place) => !kept.Contains(place)).Select(letter => Replayer.LineOf(start, letter))];

    /// <summary>How often the receiver changes from one delivery to the next.</summary>
    public static int Switches(IReadOnlyList<Move> moves) =>
        moves.Zip(moves.Skip(1)).Count(pair => pair.First.Channel.To != pair.Second.Channel.To);

    // ddmin: in the end nothing can be left out alone.
    private static T[] Minimise<T>(T[] items, Func<T[], bool> isEnough)
    {
        if (items.Length > 0 && isEnough([]))
            return [];
        for (var parts = 2; items.Length >= 2;)
        {
            var reduced = Chunks(items, parts).FirstOrDefault(isEnough);
            if (reduced is not null)
            {
                items = reduced;
                parts = Math.Max(parts - 1, 2);
            }
            else if (parts < items.Length)
            {
                parts = Math.Min(items.Length, 2 * parts);
            }
            else
            {
                break;
            }
        }

        return items;
    }

    /// <summary>The items without one part, for each of so many parts.</summary>
    private static IEnumerable<T[]> Chunks<T>(T[] items, int parts)
    {
        for (var part = parts - 1; part >= 0; part--)
        {
            var (from, to) = (items.Length * part / parts, items.Length * (part + 1) / parts);
            yield return [.. items[..from], .. items[to..]];
        }
    }
}

/// <summary>A discovery made as small as could be found.</summary>
/// <param name="Start">The world it starts from, without what is not needed.</param>
/// <param name="LeftOut">Messages that need not be on their way at the start, as a schedule names them.</param>
/// <param name="DeliveriesLeftOut">Deliveries that need not be made. None of those that are left can be left out alone.</param>
/// <param name="SwitchesSaved">Changes from one receiver to another that an equivalent order does without.</param>
/// <param name="IsShortest">No shorter way exists: all situations nearer than that were visited.</param>
public sealed record Shrunk(
    World Start, Discovery Discovery, IReadOnlyList<string> LeftOut, int DeliveriesLeftOut, int SwitchesSaved, bool IsShortest)
{
    public int EventsLeftOut => LeftOut.Count;
}
