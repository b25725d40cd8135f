namespace ActorVm.Simulation;

/// <summary>Parts of a graph in which every situation can be reached from every other, and the property holds in none.</summary>
internal sealed class StrongParts
{
    private readonly SituationGraph graph;
    private readonly int[] order;
    private readonly int[] low;
    private readonly bool[] isOpen;
    private readonly Stack<int> open = new();
    private int visited;

    private StrongParts(SituationGraph graph)
    {
        this.graph = graph;
        (order, low, isOpen) = (new int[graph.Count], new int[graph.Count], new bool[graph.Count]);
    }

    public static IEnumerable<StrongPart> Of(SituationGraph graph)
    {
        var search = new StrongParts(graph);
        return Enumerable.Range(0, graph.Count)
            .Where(state => !graph.Holds(state))
            .SelectMany(search.From)
            .Where(part => part.States.Count > 1 || graph.Steps(part.States[0]).Any(step => step.To == part.States[0]));
    }

    private List<StrongPart> From(int start)
    {
        var parts = new List<StrongPart>();
        if (order[start] != 0)
            return parts;

        var path = new Stack<(int State, int Next)>();
        path.Push(Enter(start));
        while (path.TryPop(out var top))
        {
            var steps = graph.Steps(top.State);
            if (top.Next == steps.Count)
            {
                Leave(top.State, path, parts);
                continue;
            }

            path.Push((top.State, top.Next + 1));
            var to = steps[top.Next].To;
            if (graph.Holds(to))
                continue;
            if (order[to] == 0)
                path.Push(Enter(to));
            else if (isOpen[to])
                low[top.State] = Math.Min(low[top.State], order[to]);
        }

        return parts;
    }

    private (int State, int Next) Enter(int state)
    {
        order[state] = low[state] = ++visited;
        isOpen[state] = true;
        open.Push(state);
        return (state, 0);
    }

    private void Leave(int state, Stack<(int State, int Next)> path, List<StrongPart> parts)
    {
        if (path.TryPeek(out var before))
            low[before.State] = Math.Min(low[before.State], low[state]);
        if (low[state] != order[state])
            return;

        var part = new StrongPart();
        int member;
        do
        {
            member = open.Pop();
            isOpen[member] = false;
            part.Add(member);
        }
        while (member != state);

        parts.Add(part);
    }
}

/// <summary>Situations that can all be reached from each other.</summary>
internal sealed class StrongPart
{
    private readonly SortedSet<int> members = [];
    private readonly List<int> states = [];

    public IReadOnlyList<int> States => states;

    public bool Contains(int state) => members.Contains(state);

    public void Add(int state)
    {
        members.Add(state);
        states.Add(state);
    }
}
