namespace ActorVm.Simulation;

/// <summary>What a state search is asked to do.</summary>
public sealed record StateOptions
{
    public IReadOnlyList<Property> Properties { get; init; } = [];

    /// <summary>Gives up after so many states, and says so.</summary>
    public long MaxStates { get; init; } = long.MaxValue;

    /// <summary>Does not follow paths longer than this, and says so.</summary>
    public int MaxDepth { get; init; } = int.MaxValue;

    /// <summary>Follows the situation found last instead of the nearest: no shortest paths, and one core.</summary>
    public bool DeepFirst { get; init; }

    /// <summary>Keeps 64 bits of each situation instead of all: less memory, and a small chance to miss something.</summary>
    public bool Fingerprints { get; init; }

    /// <summary>Cores to use, 1 or 2.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>
    /// Leaves out situations that differ only in whose turn came first, as far as no property can tell; the report says
    /// what was kept. Not with <see cref="DeepFirst"/>.
    /// </summary>
    public bool Reduce { get; init; }

    /// <summary>Ends with the first thing found.</summary>
    public bool StopAtFirst { get; init; } = true;

    /// <summary>Does not follow paths beyond a situation in which something is wrong.</summary>
    public bool EndsFailures { get; init; }

    /// <summary>Sorts the ends: how many situations in which nothing is on its way there are of each label.</summary>
    public Func<ISituation, string>? LabelEnd { get; init; }

    /// <summary>Asked now and then: whether to stop here, because time is up or somebody wants it.</summary>
    public Func<bool>? StopWhen { get; init; }

    /// <summary>Told now and then how far the search is.</summary>
    public Action<StateProgress>? Progress { get; init; }
}

/// <summary>How far a state search is.</summary>
/// <param name="Frontier">Situations found and not yet followed.</param>
public readonly record struct StateProgress(long States, long Transitions, int Depth, long Frontier);

/// <summary>What a state search found.</summary>
/// <param name="States">Distinct situations, the start included.</param>
/// <param name="Transitions">Deliveries out of them, counted once for each way their choices can fall.</param>
/// <param name="Ends">Distinct situations in which nothing is on its way.</param>
/// <param name="GoodEnds">Those of them in which every property holds.</param>
/// <param name="Depth">Length of the longest of the shortest paths; deep first of the longest path that was followed.</param>
/// <param name="IsComplete">Every situation that can be reached was seen.</param>
/// <param name="Bytes">Memory for states and their index.</param>
/// <param name="CatalogueBytes">Memory for what the states are made of.</param>
/// <param name="Omission">Probability that two situations were taken for one, and something was missed; 0 when they are kept whole.</param>
public sealed record StateReport(
    long States,
    long Transitions,
    long Ends,
    long GoodEnds,
    int Depth,
    bool IsComplete,
    long Bytes,
    long CatalogueBytes,
    double Omission,
    IReadOnlyList<Discovery> Discoveries,
    IReadOnlyList<KeyValuePair<string, long>> Labels)
{
    /// <summary>What a reduced search left out and kept, or why nothing could be left out; null when it was not to.</summary>
    public string? Reduction { get; init; }

    /// <summary>Situations may have been left out that a search of all of them visits.</summary>
    public bool IsReduced { get; init; }
}
