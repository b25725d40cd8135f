namespace ActorVm.Simulation;

/// <summary>
/// Looks for circles that can be gone round for ever without what is to hold again and again, and on which nobody is
/// passed over: each channel is either served on the way round or empty somewhere (weak fairness). They lie in the strongly
/// connected parts of the graph of all situations where the property does not hold: R. Tarjan, "Depth-first search and linear graph
/// algorithms", SIAM J. Comput. 1(2), 1972.
/// </summary>
/// <remarks>Situations are told apart by 64 bits. Only for systems small enough to keep all of them and every step between.</remarks>
internal sealed class FairCircles
{
    private readonly Path path;
    private readonly Property property;
    private readonly SituationGraph graph;

    private FairCircles(World start, Property property, int statesMost)
    {
        if (start.Delivery != Delivery.Fifo)
            throw new NotSupportedException("circles are looked for only where each channel is first in, first out");
        this.property = property;
        path = new Path(start);
        graph = SituationGraph.Of(path, property, statesMost);
    }

    public static CircleReport Find(World start, Property property, int statesMost) => new FairCircles(start, property, statesMost).Find();

    private CircleReport Find()
    {
        foreach (var part in StrongParts.Of(graph))
        {
            if (Served(part) is { } lanes)
                return new CircleReport(graph.Count, graph.IsComplete, Describe(part, lanes));
        }

        return new CircleReport(graph.Count, graph.IsComplete, null);
    }

    // The channels that are never empty in this part: each must be served in it. Null when one is not.
    private List<int>? Served(StrongPart part)
    {
        var lanes = graph.Steps(part.States[0]).Select(step => step.Process).Distinct().ToList();
        foreach (var state in part.States)
            lanes.RemoveAll(lane => !graph.Steps(state).Any(step => step.Process == lane));
        return lanes.TrueForAll(lane => part.States.Any(state => graph.Steps(state).Any(step => step.Process == lane && part.Contains(step.To)))) ? lanes : null;
    }

    private Discovery Describe(StrongPart part, List<int> lanes)
    {
        var stem = graph.Way(0, state => part.Contains(state), _ => true);
        var first = stem.Count == 0 ? 0 : stem[^1].To;
        var circle = new List<GraphStep>();
        foreach (var lane in lanes)
        {
            var at = circle.Count == 0 ? first : circle[^1].To;
            circle.AddRange(graph.Way(at, state => graph.Steps(state).Any(step => step.Process == lane && part.Contains(step.To)), part.Contains));
            at = circle.Count == 0 ? first : circle[^1].To;
            circle.Add(graph.Steps(at).First(step => step.Process == lane && part.Contains(step.To)));
        }

        if (circle.Count == 0)
            circle.Add(graph.Steps(first).First(step => part.Contains(step.To)));
        circle.AddRange(graph.Way(circle[^1].To, state => state == first, part.Contains));
        foreach (var step in stem.Concat(circle))
            path.Step(step.Process, step.Way, out _);
        return new Discovery(
            property, $"'{property.Name}' need never hold again: steps {stem.Count + 1} to {stem.Count + circle.Count} can repeat for ever", path.Moves())
        {
            CircleFrom = stem.Count,
        };
    }
}

/// <summary>What looking for circles found.</summary>
/// <param name="States">Situations visited.</param>
/// <param name="IsComplete">All that can be reached were visited: without a discovery there is no circle.</param>
/// <param name="Discovery">A way to a circle, and once round it; null when none was found.</param>
public sealed record CircleReport(long States, bool IsComplete, Discovery? Discovery);
