using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

using ActorVm.Cli.Reports;
using ActorVm.Messages;
using ActorVm.Simulation;

using PropertyKind = ActorVm.Simulation.PropertyKind;

namespace ActorVm.Cli.Exploring;

/// <summary>Looks at a run while it is made again, and remembers the first thing that is wrong with it.</summary>
internal sealed class Examiner(IReadOnlyList<Property> properties)
{
    private const int StepsToEnd = 100_000;
    private const int StepsToConclude = 1_000;

    public Property? Failed { get; private set; }

    /// <summary>Its name, or that of what a run in virtual time failed in; null while nothing did.</summary>
    public string? FailedName { get; private set; }

    /// <summary>What is wrong; null while nothing is.</summary>
    public string? What { get; private set; }

    public Exception? Thrown { get; private set; }

    /// <summary>After each step: what must hold always, and eventually if this is the end.</summary>
    public void Look(World world)
    {
        foreach (var property in properties)
        {
            var isAsked = property.Kind == PropertyKind.Always || (property.Kind == PropertyKind.Eventually && world.IsQuiescent);
            if (What is not null || !isAsked || property.Holds(world))
                continue;

            (Failed, FailedName, What) = (property, property.Name, property.Explain?.Invoke(world) ?? $"'{property.Name}' does not hold");
        }
    }

    /// <summary>A run in virtual time was judged by the watches of <c>run</c>.</summary>
    public void Heard(RunReport report)
    {
        PropertyReport[] failed = [.. report.Properties.Where(property => !property.Holds)];
        if (failed.Length > 0)
            (FailedName, What) = (failed[0].Name, string.Join('\n', failed.Select(property => $"{property.Name}: {property.Detail}")));
    }

    public void Threw(Exception exception) => (Thrown, What) = (Thrown ?? exception, What ?? exception.Message);

    /// <summary>
    /// Makes as many of these deliveries as are still possible, then the oldest first to the end: what becomes of a discovery
    /// in a system that has changed since.
    /// </summary>
    /// <returns>Deliveries that were not possible.</returns>
    public int Follow(World start, IEnumerable<DeliveryLine> lines)
    {
        var world = start.Fork();
        var skipped = 0;
        Look(world);
        foreach (var line in lines)
        {
            if (What is not null)
                return skipped;
            if (Find(world, line) is var index && index < 0)
                skipped++;
            else
                Deliver(world, index, line.Choices);
        }

        GoOn(world, StepsToEnd);
        return skipped;
    }

    /// <summary>
    /// A live run ends while something is on its way. What must hold in the end is asked when all that was heard, the oldest
    /// first, or when as much followed as there was before.
    /// </summary>
    /// <returns>The deliveries made; none where that is no end.</returns>
    public IReadOnlyList<Move> Conclude(World end)
    {
        var world = end.Fork();
        var moves = GoOn(world, (int)Math.Min(StepsToEnd, StepsToConclude + end.Steps));
        return world.IsQuiescent || What is not null ? moves : [];
    }

    private List<Move> GoOn(World world, int most)
    {
        var moves = new List<Move>();
        while (What is null && moves.Count < most && !world.IsQuiescent)
        {
            Deliver(world, world.Candidates.Oldest(), []);
            moves.Add(world.LastMove);
        }

        return moves;
    }

    private static int Find(World world, DeliveryLine line)
    {
        for (var index = 0; index < world.Candidates.Count; index++)
        {
            var candidate = world.Candidates[index];
            var isIt = world.NameOf(candidate.Channel.To) == line.To && candidate.Channel.TimerKey == line.TimerKey
                && (candidate.Channel.IsTimer || world.NameOf(candidate.Channel.From) == line.From)
                && (line.Sequence == 0 || candidate.Sequence == line.Sequence);
            if (isIt)
                return index;
        }

        return -1;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an actor throws is what is looked for.")]
    private void Deliver(World world, int index, ImmutableArray<int> choices)
    {
        try
        {
            world.Deliver(index, new Told(choices));
            Look(world);
        }
        catch (Exception thrown)
        {
            Threw(thrown);
        }
    }

    /// <summary>Chooses what it was told, then always the first.</summary>
    private sealed class Told(ImmutableArray<int> choices) : IChooser
    {
        private int next;

        public int NextDelivery(Candidates candidates) => 0;

        public int Choose(ActorId actor, in Choice choice) =>
            next < choices.Length && choices[next++] is var told && told < choice.Alternatives ? told : 0;
    }
}
