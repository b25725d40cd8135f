namespace ActorVm.Simulation;

/// <summary>Every schedule there is, one after the other: the measure of what the others save.</summary>
internal sealed class DepthFirst : Exploration
{
    private readonly Path path;
    private readonly TraceId traceId;
    private readonly List<Branch> branches = [];
    private readonly Func<IReadOnlyList<Move>> moves;
    private readonly Func<ulong> id;
    private readonly Func<double> portion;

    public DepthFirst(World start, PathOptions options)
        : base(start, options)
    {
        path = new Path(start);
        traceId = new TraceId(start.ActorCount);
        (moves, id, portion) = (path.Moves, () => path.Id(traceId), Portion);
    }

    public override PathReport Report => Journal.Report("dfs", isExhaustive: IsOver, IsOver ? 1 : Portion());

    private protected override SavedKind Kind => SavedKind.Schedules;

    // To the end of a run, from the start or from where the last one can still turn off.
    private protected override bool TryGoOn()
    {
        var canFollow = Journal.Runs == 0 ? Journal.Pass(path, moves) && CanFollow() : TryTurn();
        while (canFollow)
            canFollow = Step(branches[path.Length].Enabled[0], 0);
        return path.Length > 0;
    }

    private protected override void Save(ByteWriter writer) => path.Save(writer);

    private protected override void Load(ref ByteReader reader)
    {
        path.Load(ref reader, () => { });
        var steps = new (int Process, int Way)[path.Length];
        while (path.Length > 0)
        {
            steps[path.Length - 1] = (path[path.Length - 1].Process, path[path.Length - 1].Way);
            path.Back();
        }

        foreach (var (process, way) in steps)
        {
            var branch = BranchHere();
            path.ListEnabled(branch.Enabled);
            branch.Current = branch.Enabled.IndexOf(process);
            path.Step(process, way, out _);
        }
    }

    // Takes steps back up to one that can go another way, and goes there. False at the end of a run, or of all.
    private bool TryTurn()
    {
        while (path.Length > 0)
        {
            ref readonly var last = ref path[path.Length - 1];
            var (process, way, ways) = (last.Process, last.Way + 1, last.Ways);
            path.Back();
            var branch = branches[path.Length];
            if (way < ways)
                return Step(process, way);
            if (branch.Current + 1 < branch.Enabled.Count)
                return Step(branch.Enabled[++branch.Current], 0);
        }

        return false;
    }

    private bool Step(int process, int way)
    {
        var failure = path.Step(process, way, out _);
        Journal.Deliveries++;
        if (failure is not null)
            Journal.Fail(failure.Exception, path.Length, id, moves);
        else if (Journal.IsAwake && !Journal.Pass(path, moves))
            Journal.Stop(path.Length, id);
        else
            return CanFollow();
        return false;
    }

    private bool CanFollow()
    {
        var branch = BranchHere();
        path.ListEnabled(branch.Enabled);
        branch.Current = 0;
        if (branch.Enabled.Count > 0 && path.Length < Options.MaxDepth)
            return true;

        if (branch.Enabled.Count > 0)
            Journal.Cut(path.Length, id);
        else
            Journal.End(path, path.Length, id, moves);
        Journal.Tell(portion);
        return false;
    }

    private Branch BranchHere()
    {
        if (branches.Count == path.Length)
            branches.Add(new Branch());
        return branches[path.Length];
    }

    // What was left behind, as if every branch of a situation were as big as the next.
    private double Portion()
    {
        var (portion, share) = (0.0, 1.0);
        for (var step = 0; step < path.Length; step++)
        {
            var branch = branches[step];
            share /= (double)branch.Enabled.Count * path[step].Ways;
            portion += share * (branch.Current * path[step].Ways + path[step].Way);
        }

        return portion + share;
    }

    private sealed class Branch
    {
        public List<int> Enabled { get; } = [];

        public int Current { get; set; }
    }
}
