using ActorVm.Simulation;

namespace ActorVm.Live;

/// <summary>
/// Finds the few deliveries that matter to a discovery: what is left out comes when it is its turn, the oldest message
/// first. Every try is a run of its own.
/// </summary>
public static class ControlledShrinker
{
    /// <param name="properties">All properties the discovery was made with.</param>
    public static ControlledShrunk Shrink(ControlledSystem system, Discovery discovery, IReadOnlyList<Property> properties)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(discovery);
        ArgumentNullException.ThrowIfNull(properties);
        Move[] all = [.. discovery.Path];
        if (Try(system, discovery, properties, all) is null)
            throw new ArgumentException("the path does not lead to what was discovered", nameof(discovery));

        var matter = Shrinker.Minimise(all, fewer => Try(system, discovery, properties, fewer) is not null);
        return new ControlledShrunk(matter, Try(system, discovery, properties, matter)!);
    }

    private static Discovery? Try(ControlledSystem system, Discovery wanted, IReadOnlyList<Property> properties, Move[] moves)
    {
        var run = new ControlledRun(system, new PathOptions { Properties = properties, CountTraces = false, StopAtFirst = false });
        run.Begin();
        foreach (var move in moves)
        {
            if (run.GoesOn && system.Find(move) is >= 0 and var index)
                run.Step(index, ControlledExplorer.Again(move.Choices));
        }

        while (run.GoesOn)
            run.Step(new Candidates(system).Oldest());
        run.End();
        return run.Journal.Report("shrink", isExhaustive: false).Discoveries
            .FirstOrDefault(found => found.Property == wanted.Property && found.Thrown?.GetType() == wanted.Thrown?.GetType());
    }
}

/// <summary>A discovery by what matters of it.</summary>
/// <param name="Matter">Deliveries of which none can be left to chance; all others come oldest first.</param>
/// <param name="Discovery">The same with its whole run.</param>
public sealed record ControlledShrunk(IReadOnlyList<Move> Matter, Discovery Discovery);
