namespace ActorVm.Simulation;

/// <summary>What an exploration of runs is asked to do.</summary>
public sealed record PathOptions
{
    public IReadOnlyList<Property> Properties { get; init; } = [];

    /// <summary>By which algorithm traces are explored.</summary>
    public Reduction Reduction { get; init; }

    /// <summary>Gives up after so many runs, and says so.</summary>
    public long MaxRuns { get; init; } = long.MaxValue;

    /// <summary>Cuts runs off after so many deliveries, and says so.</summary>
    public int MaxDepth { get; init; } = int.MaxValue;

    /// <summary>
    /// Where a property <see cref="Property.GrowsHot"/>: after so many deliveries of a run an unfair policy hands over to
    /// random order, and only from there on a run grows hot. An unfair policy may starve anybody; that is no discovery.
    /// </summary>
    public int FairAfter { get; init; } = 1000;

    /// <summary>Ends with the first thing found.</summary>
    public bool StopAtFirst { get; init; } = true;

    /// <summary>Asked between runs: whether to stop here, because time is up or somebody wants it.</summary>
    public Func<bool>? StopWhen { get; init; }

    /// <summary>Counts distinct traces, 8 to 16 bytes each.</summary>
    public bool CountTraces { get; init; } = true;

    /// <summary>Sorts the runs by how they end.</summary>
    public Func<ISituation, string>? LabelEnd { get; init; }

    /// <summary>Told now and then how far the exploration is.</summary>
    public Action<PathProgress>? Progress { get; init; }
}

/// <summary>Algorithms that explore each trace: all find the same ones.</summary>
public enum Reduction : byte
{
    /// <summary>One run a trace.</summary>
    Optimal,

    /// <summary>Simpler to work out, but some runs are given up half-way because they lead to what is known.</summary>
    Source,
}

/// <summary>How far an exploration of runs is.</summary>
/// <param name="Portion">An estimate of the part done, from 0 to 1; NaN when there is none.</param>
public readonly record struct PathProgress(long Runs, long Deliveries, long Failures, double Portion)
{
    /// <inheritdoc cref="PathReport.RunsEstimated"/>
    public double RunsEstimated { get; init; } = double.NaN;
}

/// <summary>What an exploration of runs found.</summary>
/// <param name="Runs">Runs made to their end.</param>
/// <param name="Traces">Distinct traces among them; 0 when they were not counted.</param>
/// <param name="Deliveries">Steps made, each once however many runs share it.</param>
/// <param name="Blocked">Runs given up because all that could follow was known: waste.</param>
/// <param name="CutOff">Runs that reached the depth limit.</param>
/// <param name="Depth">Length of the longest run.</param>
/// <param name="IsComplete">Nothing was left out.</param>
/// <param name="Failures">Runs in which something was wrong.</param>
/// <param name="FirstFailure">Number of the first of them, from 1; 0 when there is none.</param>
/// <param name="Guarantee">What a sampling policy promises about bugs it did not find; null when it promises nothing.</param>
public sealed record PathReport(
    string Strategy,
    long Runs,
    long Traces,
    long Deliveries,
    long Blocked,
    long CutOff,
    int Depth,
    bool IsComplete,
    long Failures,
    long FirstFailure,
    string? Guarantee,
    IReadOnlyList<Discovery> Discoveries,
    IReadOnlyList<KeyValuePair<string, long>> Labels)
{
    /// <summary>
    /// A guess at how many runs there are in all, as if what was not entered were like what was: the weighted backtrack
    /// estimator of P. Kilby, J. Slaney, S. Thiébaux and T. Walsh, "Estimating search tree size", AAAI 2006. A reduction
    /// learns of branches as it goes, so of those it guesses too low. NaN where nothing can be said.
    /// </summary>
    public double RunsEstimated { get; init; } = double.NaN;
}
