using System.Collections.Immutable;

namespace ActorVm.Simulation;

/// <summary>
/// A part of all traces that anybody can explore by itself: those in which some actors hear first what the conditions
/// say. The items of one split have every trace between them, each in one item only.
/// </summary>
/// <remarks>
/// Whom an actor hears first is the same in all orders of one trace, so conditions cut no trace in two, and a system in
/// which one actor waits for a certain message is a system like any other: the reduction stays optimal inside. What it
/// makes in vain are runs that get stuck because what an actor is to hear never comes; they are counted as blocked.
/// </remarks>
public sealed record WorkItem(ImmutableArray<Condition> Conditions)
{
    /// <summary>All traces.</summary>
    public static WorkItem All { get; } = new([]);

    /// <summary>Splits this item into at least so many, if there are so many.</summary>
    /// <exception cref="ArgumentException">The item is of another system.</exception>
    public ImmutableArray<WorkItem> Split(World start, int atLeast)
    {
        ArgumentNullException.ThrowIfNull(start);
        return Splitting.Split(start, this, atLeast);
    }

    public byte[] Save()
    {
        var writer = new ByteWriter();
        Codec<WorkItem>.Default.Write(writer, this);
        return writer.Written.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are none of an item.</exception>
    public static WorkItem Restore(ReadOnlySpan<byte> saved)
    {
        var reader = new ByteReader(saved);
        return Codec<WorkItem>.Default.Read(ref reader);
    }

    public override string ToString() => Conditions.IsEmpty ? "everything" : string.Join(", ", Conditions);

    internal WorkItem With(Condition condition) => new(Conditions.Add(condition));

    /// <summary>Takes out the processes that an actor does not want to hear now.</summary>
    /// <returns>Whether there were any.</returns>
    internal bool Forbid(Path path, List<int> enabled) =>
        !Conditions.IsEmpty && enabled.RemoveAll(process => !Permits(path, path.NextLetter(process), path.Length)) > 0;

    /// <summary>Whether the message may be delivered where that step is now.</summary>
    internal bool Permits(Path path, in Letter letter, int before)
    {
        var receiver = letter.Channel.To.Number;
        var heard = -1;
        foreach (var condition in Conditions)
        {
            if (condition.Actor != receiver)
                continue;
            if (heard < 0)
                heard = path.HeardBefore(receiver, before);
            if (condition.Place == heard)
                return condition.Holds(letter);
        }

        return true;
    }

    /// <summary>Whether the path to its end is one of this item, and of no other of the split.</summary>
    internal bool Owns(Path path)
    {
        foreach (var condition in Conditions)
        {
            if (!condition.IsOther && path.HeardBefore(condition.Actor, path.Length) <= condition.Place)
                return false;
        }

        return true;
    }

    /// <summary>The first delivery to the actor that no condition is about; −1 when there is none any more.</summary>
    internal int NextPlace(int actor)
    {
        var about = Conditions.Count(condition => condition.Actor == actor);
        return Conditions.Any(condition => condition.Actor == actor && condition.IsOther) ? -1 : about;
    }
}

/// <summary>What an actor hears at some place. One that says "others" is the last about its actor.</summary>
/// <param name="Place">Which of the actor's deliveries, from 0.</param>
/// <param name="IsOther">It hears none of the letters there, or nothing; else one of them.</param>
/// <remarks>
/// Were anything said about the places behind "others", two that may stand there could only change places by way of one
/// that may not, and a reduction turns round one race at a time.
/// </remarks>
public readonly record struct Condition(int Actor, int Place, ImmutableArray<Letter> Letters, bool IsOther)
{
    public bool Holds(Letter letter) => Letters.Contains(letter) != IsOther;

    public override string ToString() =>
        $"actor {Actor} hears {(IsOther ? "none of " : string.Empty)}{string.Join(" ", Letters.Select(letter => $"{letter.Channel.From.Number}#{letter.Sequence}"))} at {Place}";
}

/// <summary>A message by its channel and its number on it.</summary>
public readonly record struct Letter(Channel Channel, long Sequence);
