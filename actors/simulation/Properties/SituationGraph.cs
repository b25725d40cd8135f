namespace ActorVm.Simulation;

/// <summary>All situations of a small system and every step between them, by number in the order they were found.</summary>
internal sealed class SituationGraph
{
    private readonly Path path;
    private readonly Property property;
    private readonly int statesMost;
    private readonly LongMap numbers = new();
    private readonly List<List<GraphStep>> steps = [];
    private readonly List<bool> holds = [];

    private SituationGraph(Path path, Property property, int statesMost) =>
        (this.path, this.property, this.statesMost) = (path, property, statesMost);

    public int Count => steps.Count;

    /// <summary>Nothing was left out.</summary>
    public bool IsComplete { get; private set; } = true;

    public static SituationGraph Of(Path path, Property property, int statesMost)
    {
        var graph = new SituationGraph(path, property, statesMost);
        graph.Visit();
        return graph;
    }

    public bool Holds(int state) => holds[state];

    public IReadOnlyList<GraphStep> Steps(int state) => steps[state];

    /// <summary>The fewest steps from a situation to one that is wanted, through allowed ones.</summary>
    public List<GraphStep> Way(int from, Func<int, bool> isWanted, Func<int, bool> isAllowed)
    {
        var reached = new SortedDictionary<int, (int From, GraphStep Step)> { [from] = (-1, default) };
        var open = new Queue<int>([from]);
        while (open.TryDequeue(out var state))
        {
            if (isWanted(state))
                return Back(reached, state);
            foreach (var step in steps[state])
            {
                if (isAllowed(step.To) && reached.TryAdd(step.To, (state, step)))
                    open.Enqueue(step.To);
            }
        }

        throw new InvalidOperationException("no way leads there");
    }

    private static List<GraphStep> Back(SortedDictionary<int, (int From, GraphStep Step)> reached, int state)
    {
        var way = new List<GraphStep>();
        for (var at = reached[state]; at.From >= 0; at = reached[at.From])
            way.Insert(0, at.Step);
        return way;
    }

    private void Visit()
    {
        var open = new Stack<(int State, List<int> Enabled, int Next, int Way)>();
        open.Push((NumberOf(out _), Enabled(), 0, 0));
        while (open.TryPop(out var top))
        {
            if (top.Next == top.Enabled.Count)
            {
                if (path.Length > 0)
                    path.Back();
                continue;
            }

            var process = top.Enabled[top.Next];
            var failure = path.Step(process, top.Way, out var ways);
            open.Push(top.Way + 1 < ways ? top with { Way = top.Way + 1 } : top with { Next = top.Next + 1, Way = 0 });
            if (failure is not null || (steps.Count >= statesMost && !numbers.TryGet(path.Key(), out _)))
            {
                IsComplete &= failure is not null;
                path.Back();
                continue;
            }

            var to = NumberOf(out var isNew);
            steps[top.State].Add(new GraphStep(to, process, top.Way));
            if (isNew)
                open.Push((to, Enabled(), 0, 0));
            else
                path.Back();
        }
    }

    private int NumberOf(out bool isNew)
    {
        var key = path.Key();
        isNew = !numbers.TryGet(key, out var number);
        if (!isNew)
            return number;

        numbers.Add(key, steps.Count);
        steps.Add([]);
        holds.Add(property.Holds(path));
        return steps.Count - 1;
    }

    private List<int> Enabled()
    {
        var enabled = new List<int>();
        path.ListEnabled(enabled);
        return enabled;
    }
}

/// <summary>A step between two situations.</summary>
internal readonly record struct GraphStep(int To, int Process, int Way);
