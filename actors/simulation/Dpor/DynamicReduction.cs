namespace ActorVm.Simulation;

/// <summary>
/// What the reductions share: P. A. Abdulla, S. Aronis, B. Jonsson and K. Sagonas, "Source sets: a foundation for optimal
/// dynamic partial order reduction", J. ACM 64(4), 2017. After each run every race in it is turned round where the two
/// parted, if what that leads to was not tried and is not going to be. Sleep sets hold what was tried before.
/// </summary>
/// <remarks>
/// Different from the paper: choices of data are ways of one step, all tried before the step counts as tried; a timer
/// that a step stops races with that step. Races are looked for once, in the run in which the later step is new.
/// </remarks>
internal abstract class DynamicReduction : Exploration
{
    private readonly TraceId traceId;
    private readonly List<Node> nodes = [];
    private readonly List<int> enabled = [];
    private readonly List<int> races = [];
    private readonly List<(int Process, int Message, Letter Letter)> stopped = [];
    private readonly Func<IReadOnlyList<Move>> moves;
    private readonly Func<ulong> id;
    private readonly Func<double> portion;
    private WorkItem item = WorkItem.All;
    private int depth;
    private int oldSteps;

    protected DynamicReduction(World start, PathOptions options)
        : base(start, options)
    {
        Path = new Path(start);
        Causality = new Causality(Path, start);
        traceId = new TraceId(start.ActorCount);
        (moves, id, portion) = (Path.Moves, () => Path.Id(traceId), Portion);
    }

    public override PathReport Report => Journal.Report(Name, isExhaustive: IsOver, IsOver ? 1 : Portion());

    protected abstract string Name { get; }

    protected Path Path { get; }

    protected Causality Causality { get; }

    /// <summary>Explores only what an item stands for.</summary>
    internal void BeginAt(WorkItem from) => item = from;

    /// <summary>Sees to it that the later step will be tried before the earlier: adds to what is to be tried at the node before the earlier.</summary>
    protected abstract void TurnRound(int earlier, int later, Node node);

    private protected override bool TryGoOn()
    {
        if (depth > 0)
        {
            if (!TryNext(nodes[depth - 1]))
                Leave();
        }
        else if (Journal.Pass(Path, moves))
        {
            ChooseAny(Enter(null));
        }

        return depth > 0;
    }

    private protected override void Save(ByteWriter writer)
    {
        Codec<WorkItem>.Default.Write(writer, item);
        writer.Write(depth);
        writer.Write(oldSteps);
        Path.Save(writer);
        new NodeBytes(Path.Catalogue).Save(writer, nodes.Take(depth));
    }

    private protected override void Load(ref ByteReader reader)
    {
        item = Codec<WorkItem>.Default.Read(ref reader);
        (depth, oldSteps) = (reader.Read<int>(), reader.Read<int>());
        while (nodes.Count < depth)
            nodes.Add(new Node());
        Path.Load(ref reader, Causality.Add);
        new NodeBytes(Path.Catalogue).Load(ref reader, nodes.Take(depth));
    }

    // Goes one step further from the situation of this node; false when everything was tried.
    private bool TryNext(Node node)
    {
        if (node.Current is { } current && ++node.Tried < node.Ways)
        {
            Step(node, current, subtree: null);
            return true;
        }

        if (node.Current is not null)
            node.PutToSleep();
        if (node.Pending.Count == 0)
            return false;

        var next = node.TakeNext();
        Step(node, next, next);
        return true;
    }

    private void Step(Node node, Wakeup step, Wakeup? subtree)
    {
        var message = Path.MessageOf(step.Process);
        var failure = Path.Step(step.Process, node.Way, out var ways);
        node.Ways = ways;
        Causality.Add();
        Journal.Deliveries++;
        if (failure is null && (!Journal.IsAwake || Journal.Pass(Path, moves)))
        {
            Descend(node, step.Process, message, subtree);
            return;
        }

        if (!item.Owns(Path))
            Journal.Blocked++;
        else if (failure is null)
            Journal.Stop(Path.Length, id);
        else
            Journal.Fail(failure.Exception, Path.Length, id, moves);
        PlanFromRaces();
        Back();
    }

    private void Descend(Node node, int process, int message, Wakeup? subtree)
    {
        var next = Enter(subtree);
        foreach (var (sleeper, itsMessage) in node.Sleep)
        {
            if (!Causality.Depend(sleeper, itsMessage, process, message))
                next.Sleep.Add((sleeper, itsMessage));
        }

        if (next.Pending.Count == 0)
            ChooseAny(next);
    }

    private void ChooseAny(Node node)
    {
        Path.ListEnabled(enabled);
        var isStuck = item.Forbid(Path, enabled) && enabled.Count == 0;
        if (enabled.Count > 0 && Path.Length < Options.MaxDepth)
        {
            if (enabled.FindIndex(process => !node.IsAsleep(process)) is >= 0 and var awake)
            {
                node.Pending.Add(new Wakeup(enabled[awake], Path.MessageOf(enabled[awake]), Wakeup.AnyWay));
                return;
            }

            Journal.Blocked++;
        }
        else
        {
            EndHere(isStuck);
        }

        PlanFromRaces();
    }

    private void EndHere(bool isStuck)
    {
        if (isStuck || !item.Owns(Path))
            Journal.Blocked++;
        else if (enabled.Count > 0)
            Journal.Cut(Path.Length, id);
        else
            Journal.End(Path, Path.Length, id, moves);
        Journal.Tell(portion);
    }

    private Node Enter(Wakeup? subtree)
    {
        if (depth == nodes.Count)
            nodes.Add(new Node());
        var node = nodes[depth++];
        node.Clear();
        if (subtree is not null)
            node.Pending.AddRange(subtree.Next);
        return node;
    }

    private void Leave()
    {
        if (--depth > 0)
            Back();
    }

    private void Back()
    {
        Path.Back();
        oldSteps = Math.Min(oldSteps, Path.Length);
    }

    private void PlanFromRaces()
    {
        for (var step = oldSteps; step < Path.Length; step++)
        {
            Causality.ListRaces(step, races);
            foreach (var earlier in races)
            {
                if (item.Permits(Path, Path.LetterAt(step), before: earlier))
                    TurnRound(earlier, step, nodes[earlier]);
            }

            PlanStoppedTimers(step);
        }

        oldSteps = Path.Length;
    }

    private void PlanStoppedTimers(int step)
    {
        Path.ListStopped(step, stopped);
        foreach (var (process, message, letter) in stopped)
        {
            var node = nodes[step];
            if (!node.Knows(process) && item.Permits(Path, letter, before: step))
                node.Pending.Add(new Wakeup(process, message, Wakeup.AnyWay));
        }
    }

    // What was tried at each depth, as if every branch known so far were as big as the next.
    private double Portion()
    {
        var (portion, share) = (0.0, 1.0);
        for (var index = 0; index < depth; index++)
        {
            var node = nodes[index];
            var ways = Math.Max(node.Ways, 1);
            var tried = node.Sleep.Count;
            var all = tried + node.Pending.Count + (node.Current is null ? 0 : 1);
            if (all == 0)
                break;
            share /= all;
            portion += share * (tried + (node.Current is null ? 0.0 : (double)node.Tried / ways));
            share /= ways;
        }

        return Math.Min(1, portion);
    }
}
