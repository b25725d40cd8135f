namespace ActorVm.Simulation;

/// <summary>
/// A way through the runs of a world that can be advanced a little at a time, saved, and gone on with in another process:
/// interrupted or not, it makes the same runs in the same order and ends with the same report.
/// </summary>
/// <example><code>
/// var exploration = Exploration.Traces(world, options);
/// while (exploration.Advance(runs: 10_000))
///     store.Put(exploration.Save());
/// … Exploration.Restore(world, bytes, options)
/// </code></example>
public abstract class Exploration
{
    private protected Exploration(World start, PathOptions options)
    {
        (StartOf, Options) = (start, options);
        Journal = new Journal(options);
    }

    /// <summary>What was found so far; complete when nothing is left to do.</summary>
    public abstract PathReport Report { get; }

    /// <summary>Nothing is left to do.</summary>
    public bool IsOver { get; private protected set; }

    private protected World StartOf { get; }

    private protected PathOptions Options { get; }

    private protected Journal Journal { get; }

    private protected abstract SavedKind Kind { get; }

    /// <summary>One run for each trace, or few more: see <see cref="PathOptions.Reduction"/>.</summary>
    public static Exploration Traces(World start, PathOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        options ??= new PathOptions();
        return options.Reduction == Reduction.Source ? new SourceDpor(start, options) : new OptimalDpor(start, options);
    }

    /// <summary>The part of all traces that an item stands for: see <see cref="WorkItem"/>.</summary>
    public static Exploration Traces(World start, WorkItem item, PathOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        var exploration = (DynamicReduction)Traces(start, options);
        exploration.BeginAt(item);
        return exploration;
    }

    /// <summary>Every schedule.</summary>
    public static Exploration Schedules(World start, PathOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        return new DepthFirst(start, options ?? new PathOptions());
    }

    /// <summary>Runs as the policy picks them.</summary>
    /// <param name="policy">See <see cref="Policies.Parse"/>.</param>
    /// <param name="firstRun">The number, from 0, of the first run: what several processes do can be told apart by it.</param>
    public static Exploration Sample(World start, IPolicy policy, ulong seed, PathOptions options, long firstRun = 0)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(options);
        return new Sampler(start, policy, seed, options, firstRun);
    }

    /// <summary>Goes on with what was saved.</summary>
    /// <param name="start">A world built like the one that the exploration was started with.</param>
    /// <param name="options">The options it was started with; limits may be others.</param>
    /// <exception cref="InvalidDataException">The bytes were damaged, or are of another world, other properties or another engine.</exception>
    public static Exploration Restore(World start, ReadOnlySpan<byte> saved, PathOptions options)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        var reader = SavedExploration.Open(saved, start, options, out var kind);
        Exploration exploration = kind switch
        {
            SavedKind.Schedules => new DepthFirst(start, options),
            SavedKind.SourceTraces => new SourceDpor(start, options),
            SavedKind.Traces => new OptimalDpor(start, options),
            SavedKind.Samples => Sampler.Begin(start, options, ref reader),
            _ => throw new InvalidDataException("these bytes hold an exploration of situations, not of runs"),
        };
        exploration.IsOver = reader.Read<bool>();
        exploration.Journal.Load(ref reader, start);
        exploration.Load(ref reader);
        return exploration;
    }

    /// <summary>Makes at most so many runs.</summary>
    /// <returns>False when there is nothing more to do: everything was explored, or a limit of the options was reached.</returns>
    public bool Advance(long runs = long.MaxValue)
    {
        var until = runs > long.MaxValue - Journal.Runs ? long.MaxValue : Journal.Runs + runs;
        Journal.GoOn();
        while (!IsOver && Journal.Runs < until && !Journal.ShouldStop)
            IsOver = !TryGoOn();
        return !IsOver && !Journal.ShouldStop;
    }

    /// <summary>Everything needed to go on later, in another process. Not to be asked while <see cref="Advance"/> runs.</summary>
    public byte[] Save()
    {
        var writer = SavedExploration.Begin(Kind, StartOf, Options);
        SaveHead(writer);
        writer.Write(IsOver);
        Journal.Save(writer);
        Save(writer);
        return SavedExploration.Finish(writer);
    }

    /// <summary>Makes the runs that are left, as the options limit them.</summary>
    internal PathReport Finish()
    {
        Advance();
        return Report;
    }

    /// <summary>A piece of the work: at most one run.</summary>
    /// <returns>False when there is none left.</returns>
    private protected abstract bool TryGoOn();

    private protected virtual void SaveHead(ByteWriter writer)
    {
    }

    private protected abstract void Save(ByteWriter writer);

    private protected abstract void Load(ref ByteReader reader);
}
