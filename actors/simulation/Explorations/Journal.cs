namespace ActorVm.Simulation;

/// <summary>Looks at what an exploration of runs passes through, and keeps count.</summary>
internal sealed partial class Journal(PathOptions options)
{
    private readonly Property[] always = [.. options.Properties.Where(property => property.Kind == PropertyKind.Always)];
    private readonly Property[] eventually = [.. options.Properties.Where(property => property.Kind == PropertyKind.Eventually)];
    private readonly Property[] repeatedly = [.. options.Properties.Where(property => property.GrowsHot)];
    private readonly int[] heats = new int[options.Properties.Count(property => property.GrowsHot)];
    private readonly List<Property> unseen = [.. options.Properties.Where(property => property.Kind == PropertyKind.Sometimes)];
    private readonly SortedDictionary<string, long> labels = new(StringComparer.Ordinal);
    private readonly HashSet64? traces = options.CountTraces ? new HashSet64() : null;
    private readonly List<Discovery> discoveries = [];
    private bool isStopped;

    public long Runs { get; private set; }

    public long Deliveries { get; set; }

    public long Blocked { get; set; }

    public long CutOff { get; private set; }

    public long Failures { get; private set; }

    public long FirstFailure { get; private set; }

    public int Depth { get; private set; }

    public bool CountsTraces => traces is not null;

    /// <summary>Whether situations on the way must be shown.</summary>
    public bool IsAwake => always.Length + repeatedly.Length + unseen.Count > 0;

    public bool ShouldStop => (options.StopAtFirst && Failures > 0) || Runs >= options.MaxRuns || isStopped;

    /// <summary>Whether runs can grow hot.</summary>
    public bool HasHeat => repeatedly.Length > 0;

    /// <summary>Whoever asked to stop is asked again.</summary>
    public void GoOn() => isStopped = false;

    /// <summary>Looks at a situation on the way.</summary>
    /// <returns>False when something is wrong: the run should end here.</returns>
    public bool Pass(ISituation situation, Func<IReadOnlyList<Move>> path)
    {
        unseen.RemoveAll(property => property.Holds(situation));
        foreach (var property in always)
        {
            if (!property.Holds(situation))
            {
                Report(new Discovery(property, property.Describe(situation), path()));
                return false;
            }
        }

        return true;
    }

    /// <summary>A new run is cold.</summary>
    public void Begin() => Array.Clear(heats);

    /// <summary>Makes the run hotter for each property that does not hold.</summary>
    /// <returns>False when it became too hot.</returns>
    public bool Heat(ISituation situation, Func<IReadOnlyList<Move>> path)
    {
        for (var index = 0; index < repeatedly.Length; index++)
        {
            var property = repeatedly[index];
            heats[index] = property.Holds(situation) ? 0 : heats[index] + 1;
            if (heats[index] <= property.HeatMost)
                continue;
            Report(new Discovery(property, $"'{property.Name}' has not held for {property.HeatMost} steps", path()));
            return false;
        }

        return true;
    }

    /// <summary>A run came to its end, nothing being on its way.</summary>
    public void End(ISituation situation, int length, Func<ulong> id, Func<IReadOnlyList<Move>> path)
    {
        Count(length, id);
        foreach (var property in eventually)
        {
            if (!property.Holds(situation))
                Report(new Discovery(property, property.Describe(situation), path()));
        }

        if (options.LabelEnd?.Invoke(situation) is { } label)
            labels[label] = labels.GetValueOrDefault(label) + 1;
    }

    /// <summary>A run ended because an actor threw.</summary>
    public void Fail(Exception exception, int length, Func<ulong> id, Func<IReadOnlyList<Move>> path)
    {
        Count(length, id);
        Report(new Discovery(null, exception.Message, path(), exception));
    }

    /// <summary>A run ended because a property did not hold on the way.</summary>
    public void Stop(int length, Func<ulong> id) => Count(length, id);

    /// <summary>A run reached the depth limit.</summary>
    public void Cut(int length, Func<ulong> id)
    {
        Count(length, id);
        CutOff++;
    }

    /// <param name="portion">An estimate of the part done; NaN when there is none.</param>
    public PathReport Report(string strategy, bool isExhaustive, double portion = double.NaN, string? guarantee = null)
    {
        var isComplete = isExhaustive && CutOff == 0;
        var missing = isComplete ? unseen : [];
        return new PathReport(
            strategy, Runs, traces?.Count ?? 0, Deliveries, Blocked, CutOff, Depth, isComplete, Failures, FirstFailure, guarantee,
            [.. discoveries, .. missing.Select(property => new Discovery(property, $"'{property.Name}' was never seen", []))],
            [.. labels])
        {
            RunsEstimated = Estimate(portion),
        };
    }

    public void Tell(Func<double> portion)
    {
        if ((Runs & 0xFFF) == 0 && options.Progress is { } progress)
            progress(new PathProgress(Runs, Deliveries, Failures, portion()) { RunsEstimated = Estimate(portion()) });
    }

    private double Estimate(double portion) => portion > 0 ? Runs / portion : double.NaN;

    private void Count(int length, Func<ulong> id)
    {
        Runs++;
        isStopped = options.StopWhen?.Invoke() ?? false;
        Depth = Math.Max(Depth, length);
        traces?.Add(id());
    }

    private void Report(Discovery discovery)
    {
        Failures++;
        if (FirstFailure == 0)
            FirstFailure = Math.Max(Runs, 1);
        if (discoveries.Count < 100)
            discoveries.Add(discovery);
    }
}
