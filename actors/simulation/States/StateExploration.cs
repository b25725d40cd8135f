using System.Globalization;
using System.Text;

namespace ActorVm.Simulation;

/// <summary>
/// A search through all situations that can be advanced a little at a time, saved, and gone on with in another process:
/// interrupted or not, it counts the same.
/// </summary>
public sealed class StateExploration
{
    private readonly World start;
    private readonly StateOptions options;
    private readonly StateSearch search;
    private long until;

    private StateExploration(World start, StateOptions options)
    {
        if (options.Reduce)
            throw new NotSupportedException("a reduced search cannot be saved");
        (this.start, this.options) = (start, options);
        var stop = options.StopWhen;
        search = StateSearch.Of(start, options with { StopWhen = () => search!.States >= until || (stop?.Invoke() ?? false) });
    }

    /// <summary>What was found so far.</summary>
    public StateReport Report => search.ReportNow();

    public static StateExploration Start(World start, StateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        return new StateExploration(start, options ?? new StateOptions());
    }

    /// <summary>Goes on with what was saved.</summary>
    /// <param name="start">A world built like the one that the exploration was started with.</param>
    /// <param name="options">The options it was started with; limits may be others.</param>
    /// <exception cref="InvalidDataException">The bytes were damaged, or are of another world, other properties or another engine.</exception>
    public static StateExploration Restore(World start, ReadOnlySpan<byte> saved, StateOptions options)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        var reader = SavedExploration.Open(saved, start, Text(options), out var kind);
        if (kind != SavedKind.Situations)
            throw new InvalidDataException("these bytes hold an exploration of runs, not of situations");
        var exploration = new StateExploration(start, options);
        exploration.search.Load(ref reader);
        return exploration;
    }

    /// <summary>Visits so many situations more, or a few thousand beyond.</summary>
    /// <returns>False when there is nothing more to do: everything was visited, or a limit of the options was reached.</returns>
    public bool Advance(long states = long.MaxValue)
    {
        until = states > long.MaxValue - search.States ? long.MaxValue : search.States + states;
        search.GoOn();
        return search.States >= until && !Report.IsComplete && search.States < options.MaxStates;
    }

    /// <summary>Everything needed to go on later, in another process. Not to be asked while <see cref="Advance"/> runs.</summary>
    public byte[] Save()
    {
        var writer = SavedExploration.Begin(SavedKind.Situations, start, Text(options));
        search.Save(writer);
        return SavedExploration.Finish(writer);
    }

    private static string Text(StateOptions options)
    {
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture, $"{options.Cores} cores, {(options.Fingerprints ? "fingerprints" : "exact")}{(options.EndsFailures ? ", failures end paths" : string.Empty)}{(options.DeepFirst ? ", deep first" : string.Empty)}");
        foreach (var property in options.Properties)
            text.Append(CultureInfo.InvariantCulture, $", {property.Kind} '{property.Name}'");
        return text.ToString();
    }
}
