namespace ActorVm.Simulation;

/// <summary>
/// One run for each trace: P. A. Abdulla, S. Aronis, B. Jonsson and K. Sagonas, "Source sets: a foundation for optimal
/// dynamic partial order reduction", J. ACM 64(4), 2017, algorithm 2. After each run every race in it is turned round, and
/// the shortest way to do so is kept in a wakeup tree where the two parted. Sleep sets hold what was tried before.
/// </summary>
/// <remarks>
/// Different from the paper: choices of data are ways of one step, all tried before the step counts as tried; a timer
/// that a step stops races with that step. Races are looked for once, in the run in which the later step is new.
/// </remarks>
internal sealed class OptimalDpor
{
    private readonly Path path;
    private readonly PathOptions options;
    private readonly Journal journal;
    private readonly Causality causality;
    private readonly TraceId traceId;
    private readonly List<Node> nodes = [];
    private readonly List<int> enabled = [];
    private readonly List<int> races = [];
    private readonly List<(int Process, int Message)> stopped = [];
    private readonly List<int> sequence = [];
    private readonly List<bool> isGone = [];
    private readonly Func<IReadOnlyList<Move>> moves;
    private readonly Func<ulong> id;
    private int depth;
    private int oldSteps;

    public OptimalDpor(World start, PathOptions options)
    {
        this.options = options;
        path = new Path(start);
        journal = new Journal(options);
        causality = new Causality(path, start);
        traceId = new TraceId(start.ActorCount);
        (moves, id) = (path.Moves, () => path.Id(traceId));
    }

    public PathReport Run()
    {
        if (journal.Pass(path, moves))
        {
            Enter(null);
            while (depth > 0 && !journal.ShouldStop)
            {
                if (!TryNext(nodes[depth - 1]))
                    Leave();
            }
        }

        return journal.Report("dpor", isExhaustive: !journal.ShouldStop);
    }

    // Goes one step further from the situation of this node; false when everything was tried.
    private bool TryNext(Node node)
    {
        if (node.Current is { } current && ++node.Way < node.Ways)
        {
            Step(node, current.Process, subtree: null);
            return true;
        }

        if (node.Current is { } done)
        {
            node.Sleep.Add((done.Process, done.Message));
            node.Current = null;
        }

        if (node.Pending.Count == 0)
            return false;

        var next = node.Pending[0];
        node.Pending.RemoveAt(0);
        node.Current = next;
        (node.Way, node.Ways) = (0, 1);
        node.FirstWay = Math.Max(next.Way, 0);
        Step(node, next.Process, next);
        return true;
    }

    private void Step(Node node, int process, Wakeup? subtree)
    {
        // The way that the wakeup tree asks for comes first, then the others.
        var way = node.Way == 0 ? node.FirstWay : node.Way <= node.FirstWay ? node.Way - 1 : node.Way;
        var message = path.MessageOf(process);
        var failure = path.Step(process, way, out var ways);
        node.Ways = ways;
        causality.Add();
        journal.Deliveries++;
        if (failure is null && (!journal.IsAwake || journal.Pass(path, moves)))
        {
            Descend(node, process, message, subtree);
            return;
        }

        if (failure is null)
            journal.Stop(path.Length, id);
        else
            journal.Fail(failure.Exception, path.Length, id, moves);
        PlanFromRaces();
        Back();
    }

    private void Descend(Node node, int process, int message, Wakeup? subtree)
    {
        Enter(subtree);
        var next = nodes[depth - 1];
        foreach (var (sleeper, itsMessage) in node.Sleep)
        {
            if (!causality.Depend(sleeper, itsMessage, process, message))
                next.Sleep.Add((sleeper, itsMessage));
        }

        if (next.Pending.Count == 0)
            ChooseAny(next);
    }

    private void ChooseAny(Node node)
    {
        path.ListEnabled(enabled);
        if (enabled.Count == 0)
        {
            journal.End(path, path.Length, id, moves);
            journal.Tell(Portion());
            PlanFromRaces();
            return;
        }

        if (path.Length >= options.MaxDepth)
        {
            journal.Cut(path.Length, id);
            PlanFromRaces();
            return;
        }

        foreach (var process in enabled)
        {
            if (!node.IsAsleep(process))
            {
                node.Pending.Add(new Wakeup(process, path.MessageOf(process), Wakeup.AnyWay));
                return;
            }
        }

        journal.Blocked++;
    }

    private void Enter(Wakeup? subtree)
    {
        if (depth == nodes.Count)
            nodes.Add(new Node());
        var node = nodes[depth++];
        node.Clear();
        if (subtree is not null)
            node.Pending.AddRange(subtree.Next);
        else if (depth == 1)
            ChooseAny(node);
    }

    private void Leave()
    {
        if (--depth > 0)
            Back();
    }

    private void Back()
    {
        path.Back();
        oldSteps = Math.Min(oldSteps, path.Length);
    }

    // A rough guess: what is left to try at each depth, as if every branch were alike.
    private double Portion()
    {
        var (portion, share) = (0.0, 1.0);
        for (var index = 0; index < depth; index++)
        {
            var node = nodes[index];
            var all = node.Sleep.Count + node.Pending.Count + (node.Current is null ? 0 : 1);
            if (all == 0)
                break;
            portion += share * node.Sleep.Count / all;
            share /= all;
        }

        return portion;
    }

    private void PlanFromRaces()
    {
        for (var step = oldSteps; step < path.Length; step++)
        {
            causality.ListRaces(step, races);
            foreach (var earlier in races)
            {
                ListUnaffected(earlier, step);
                Plan(nodes[earlier]);
            }

            PlanStoppedTimers(step);
        }

        oldSteps = path.Length;
    }

    private void PlanStoppedTimers(int step)
    {
        path.ListStopped(step, stopped);
        foreach (var (process, message) in stopped)
        {
            var node = nodes[step];
            if (!node.IsAsleep(process) && node.Current!.Process != process && !node.Pending.Exists(next => next.Process == process))
                node.Pending.Add(new Wakeup(process, message, Wakeup.AnyWay));
        }
    }

    // The steps after the earlier that do not follow from it, then the later: that turns the race round.
    private void ListUnaffected(int earlier, int later)
    {
        sequence.Clear();
        isGone.Clear();
        for (var step = earlier + 1; step < path.Length; step++)
        {
            if (step != later && !causality.IsBefore(earlier, step))
                sequence.Add(step);
        }

        sequence.Add(later);
        for (var index = 0; index < sequence.Count; index++)
            isGone.Add(false);
    }

    // Adds the sequence to the node's tree, unless what it leads to was tried or will be.
    private void Plan(Node node)
    {
        foreach (var (process, message) in node.Sleep)
        {
            if (IsWeakInitial(process, message, out _))
                return;
        }

        if (node.Current is { } current && IsWeakInitial(current.Process, current.Message, out _))
            return;

        var children = node.Pending;
        for (var child = 0; child < children.Count;)
        {
            var it = children[child++];
            if (!IsWeakInitial(it.Process, it.Message, out var at))
                continue;
            if (it.Next.Count == 0 || (at >= 0 && it.Way != WayAt(at)))
                return;
            if (at >= 0)
                isGone[at] = true;
            (children, child) = (it.Next, 0);
        }

        AddBranch(children);
    }

    private void AddBranch(List<Wakeup> children)
    {
        for (var index = 0; index < sequence.Count; index++)
        {
            if (isGone[index])
                continue;
            ref readonly var it = ref path[sequence[index]];
            var wakeup = new Wakeup(it.Process, it.Message, WayAt(index));
            children.Add(wakeup);
            children = wakeup.Next;
        }
    }

    // The last step meets another state than it did in this run: nobody knows its ways yet.
    private int WayAt(int index) => index == sequence.Count - 1 ? Wakeup.AnyWay : path[sequence[index]].Way;

    /// <summary>Whether some order of the sequence's trace begins with the process, or could.</summary>
    /// <param name="at">Where the process is in the sequence; −1 when it is not, and commutes with all of it.</param>
    private bool IsWeakInitial(int process, int message, out int at)
    {
        at = -1;
        for (var index = 0; index < sequence.Count; index++)
        {
            if (isGone[index])
                continue;
            ref readonly var it = ref path[sequence[index]];
            if (it.Process == process)
            {
                at = index;
                return IsFirst(index);
            }

            if (causality.Depend(process, message, it.Process, it.Message))
                return false;
        }

        return true;
    }

    private bool IsFirst(int index)
    {
        for (var earlier = 0; earlier < index; earlier++)
        {
            if (!isGone[earlier] && causality.IsBefore(sequence[earlier], sequence[index]))
                return false;
        }

        return true;
    }

    /// <summary>A situation on the current path: what was tried there, what is being tried, what is to be tried.</summary>
    private sealed class Node
    {
        public List<(int Process, int Message)> Sleep { get; } = [];

        public List<Wakeup> Pending { get; } = [];

        public Wakeup? Current { get; set; }

        public int Way { get; set; }

        public int Ways { get; set; }

        public int FirstWay { get; set; }

        public void Clear()
        {
            Sleep.Clear();
            Pending.Clear();
            Current = null;
        }

        public bool IsAsleep(int process) => Sleep.Exists(sleeper => sleeper.Process == process);
    }
}
