namespace ActorVm.Simulation;

/// <summary>When a property must hold.</summary>
public enum PropertyKind : byte
{
    /// <summary>Before the first step and after each.</summary>
    Always,

    /// <summary>At least once in everything that was explored: guards against exploring nothing of interest.</summary>
    Sometimes,

    /// <summary>Whenever nothing is on its way any more.</summary>
    Eventually,

    /// <summary>
    /// Again and again: a run grows hotter with each step in which it does not hold, and fails at <see cref="Property.HeatMost"/>.
    /// Only runs that a policy picks can tell; under a fair one this finds livelocks and starvation.
    /// </summary>
    Repeatedly,
}

/// <summary>Something that is to be true of a system.</summary>
/// <param name="Explain">What is wrong where it does not hold; null to say just its name.</param>
public sealed record Property(
    string Name, PropertyKind Kind, Func<ISituation, bool> Holds, Func<ISituation, string>? Explain = null)
{
    /// <summary>So many steps in a row a property may be without holding, under a fair scheduler, that <see cref="GrowsHot"/>.</summary>
    public int HeatMost { get; init; } = 1000;

    /// <summary>A run becomes hotter with each step in which it does not hold.</summary>
    public bool GrowsHot { get; init; } = Kind == PropertyKind.Repeatedly;

    /// <summary>It remembers what it was shown before in a run: only explorations that make one run after another can ask it.</summary>
    public bool LooksBack { get; init; }

    /// <summary>
    /// Deliveries to different actors can be turned round without anything to tell from it: it looks at one actor alone, or
    /// at what stays once it has happened.
    /// </summary>
    public bool HoldsInAnyOrder { get; init; }

    public static Property Always(string name, Func<ISituation, bool> holds) => new(name, PropertyKind.Always, holds);

    public static Property Sometimes(string name, Func<ISituation, bool> holds) => new(name, PropertyKind.Sometimes, holds);

    public static Property Eventually(string name, Func<ISituation, bool> holds) => new(name, PropertyKind.Eventually, holds);

    /// <summary>Of systems that may never come to rest: it must hold at rest, and never be without holding for longer than so many steps.</summary>
    public static Property Eventually(string name, int heatMost, Func<ISituation, bool> holds) =>
        new(name, PropertyKind.Eventually, holds) { HeatMost = heatMost, GrowsHot = true };

    public static Property Repeatedly(string name, int heatMost, Func<ISituation, bool> holds) =>
        new(name, PropertyKind.Repeatedly, holds) { HeatMost = heatMost };

    internal string Describe(ISituation situation) => Explain?.Invoke(situation) ?? $"'{Name}' does not hold";
}

/// <summary>A way to a situation that should not be, or for <see cref="PropertyKind.Sometimes"/> the absence of a way.</summary>
/// <param name="Property">The property that failed; null when an actor threw.</param>
/// <param name="What">What happened, in one line.</param>
/// <param name="Path">The deliveries that lead there from the start.</param>
/// <param name="Thrown">What an actor threw; null when a property failed.</param>
public sealed record Discovery(Property? Property, string What, IReadOnlyList<Move> Path, Exception? Thrown = null)
{
    /// <summary>After so many deliveries begins a circle that can be gone round for ever; null when there is none.</summary>
    public int? CircleFrom { get; init; }

    /// <summary>The same discovery from what of it can be stored: what an actor threw is found by going there again.</summary>
    public static Discovery Again(World start, Property? property, string what, IReadOnlyList<Move> path)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(path);
        var world = start.Fork();
        Exception? thrown = null;
        foreach (var move in path)
            Replayer.TryStep(world, move, out thrown);
        return new Discovery(property, what, path, thrown);
    }
}
