namespace ActorVm.Simulation;

/// <summary>
/// Looks for the shortest way to a discovery: first without some of what was on its way at the start, then without some
/// deliveries (both by delta debugging: A. Zeller and R. Hildebrandt, "Simplifying and isolating failure-inducing input",
/// IEEE TSE 28(2), 2002), then, of all orders that no actor can tell apart, one with the fewest switches between actors.
/// Every try is a run of its own.
/// </summary>
public static class Shrinker
{
    private const int SituationsMost = 300_000;

    /// <summary>Makes a discovery small.</summary>
    /// <param name="properties">All properties the discovery was made with.</param>
    /// <param name="situationsMost">How many situations may be visited to find the shortest way.</param>
    public static Shrunk Shrink(World start, Discovery discovery, IReadOnlyList<Property> properties, int situationsMost = SituationsMost)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(discovery);
        if (discovery.Property is { GrowsHot: true } property && Lasso.Find(start, discovery.Path, property) is { } lasso)
            return Shrink(start, discovery, lasso, property);

        var judge = new Judge(discovery, properties);
        var moves = judge.Try(start, discovery.Path)
            ?? throw new ArgumentException("the path does not lead to what was discovered", nameof(discovery));

        int[] letters = [.. Enumerable.Range(0, start.Pending.Count())];
        var kept = Minimise(letters, fewer => judge.Try(start.With(fewer), moves) is not null && judge.CanBeGood(start.With(fewer)));
        var smaller = kept.Length == letters.Length ? start : start.With(kept);
        moves = judge.Try(smaller, moves)!;

        moves = [.. Minimise([.. moves], fewer => judge.Try(smaller, fewer) is not null)];
        moves = WithoutAny(judge.Try(smaller, moves)!, fewer => judge.Try(smaller, fewer));
        var isShortest = FindShortest(smaller, judge, discovery, properties, situationsMost, ref moves);
        var before = Switches(moves);
        var calmer = FewestSwitches.Find(smaller, moves, staysLast: discovery.Property?.Kind != PropertyKind.Eventually, out var hasFewest);
        if (judge.Try(smaller, calmer) is { } verified && verified.SequenceEqual(calmer, SameLetter.Comparer))
            moves = Switches(verified) < before ? verified : moves;
        else
            hasFewest = false;

        return new Shrunk(
            smaller, discovery with { Path = moves, What = judge.Describe(smaller, moves) }, LeftOut(start, kept), discovery.Path.Count - moves.Count,
            before - Switches(moves), isShortest)
        {
            HasFewestSwitches = hasFewest,
        };
    }

    // What need never happen again is shown by a circle: the shorter the way there, and the fewer messages, the better.
    private static Shrunk Shrink(World start, Discovery discovery, Lasso lasso, Property property)
    {
        int[] letters = [.. Enumerable.Range(0, start.Pending.Count())];
        var kept = Minimise(letters, fewer => lasso.Try(start.With(fewer), property) is not null);
        var smaller = kept.Length == letters.Length ? start : start.With(kept);
        var stem = Minimise([.. lasso.Stem], fewer => (lasso with { Stem = fewer }).Try(smaller, property) is not null);
        lasso = (lasso with { Stem = stem }).Try(smaller, property)!;
        var shorter = WithoutAny([.. lasso.Stem], fewer => (lasso with { Stem = fewer }).Try(smaller, property)?.Stem.ToList());
        lasso = (lasso with { Stem = shorter }).Try(smaller, property)!;
        var (from, length) = (lasso.Stem.Count, lasso.Circle.Count);
        return new Shrunk(
            smaller,
            discovery with
            {
                Path = lasso.Moves,
                CircleFrom = from,
                What = $"'{property.Name}' need never hold again: steps {from + 1} to {from + length} can repeat for ever",
            },
            LeftOut(start, kept), discovery.Path.Count - from - length, 0, IsShortest: false);
    }

    // Removing one may have made another superfluous, so it goes on until none is.
    private static List<Move> WithoutAny(List<Move> moves, Func<IReadOnlyList<Move>, List<Move>?> tryMoves)
    {
        for (var left = 0; left < moves.Count; left++)
        {
            if (tryMoves([.. moves[..left], .. moves[(left + 1)..]]) is { } shorter && shorter.Count < moves.Count)
                (moves, left) = (shorter, -1);
        }

        return moves;
    }

    // Of a small system every situation is visited, the nearest first: then the way found is the shortest there is. That a
    // situation is an end is seen one step later.
    private static bool FindShortest(
        World start, Judge judge, Discovery discovery, IReadOnlyList<Property> properties, int situationsMost, ref List<Move> moves)
    {
        if (start.Pace != Pace.Adversarial || discovery.Property is { LooksBack: true })
            return false;

        var asked = properties.Where(property => !property.LooksBack).ToArray();
        var report = Explore.States(start, new StateOptions { Properties = asked, MaxStates = situationsMost, MaxDepth = moves.Count + 1 });
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

    /// <summary>ddmin: in the end none of the items can be left out alone.</summary>
    public static T[] Minimise<T>(T[] items, Func<T[], bool> isEnough)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(isEnough);
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
/// <param name="DeliveriesLeftOut">Deliveries that need not be made. None of those that are left can be left out alone: each was tried.</param>
/// <param name="SwitchesSaved">Changes from one receiver to another that an equivalent order does without.</param>
/// <param name="IsShortest">No shorter way exists: all situations nearer than that were visited.</param>
public sealed record Shrunk(
    World Start, Discovery Discovery, IReadOnlyList<string> LeftOut, int DeliveriesLeftOut, int SwitchesSaved, bool IsShortest)
{
    public int EventsLeftOut => LeftOut.Count;

    /// <summary>No order that the actors cannot tell from this one has fewer switches: all were looked at.</summary>
    public bool HasFewestSwitches { get; init; }

    /// <summary>What was proved of it.</summary>
    public string Proof
    {
        get
        {
            var deliveries = IsShortest ? "no way from this start is shorter (all situations nearer were visited)"
                : Discovery.CircleFrom is null ? "no delivery can be left out alone"
                : "no delivery before the circle can be left out alone";
            return $"{deliveries}; " + (HasFewestSwitches ? "no order of the same trace has fewer switches" : "fewer switches may be possible");
        }
    }
}

/// <summary>Whether two moves deliver the same letter, however the choices fell.</summary>
internal sealed class SameLetter : IEqualityComparer<Move>
{
    public static readonly SameLetter Comparer = new();

    public bool Equals(Move left, Move right) => left.Channel == right.Channel && left.Sequence == right.Sequence;

    public int GetHashCode(Move move) => unchecked((int)(move.Channel.Order ^ move.Sequence));
}
