namespace ActorVm.Simulation;

/// <summary>Every schedule there is, one after the other: the measure of what the others save.</summary>
internal sealed class DepthFirst
{
    private readonly Path path;
    private readonly PathOptions options;
    private readonly Journal journal;
    private readonly TraceId traceId;
    private readonly List<List<int>> enabled = [];
    private readonly Func<IReadOnlyList<Move>> moves;
    private readonly Func<ulong> id;

    public DepthFirst(World start, PathOptions options)
    {
        this.options = options;
        path = new Path(start);
        journal = new Journal(options);
        traceId = new TraceId(start.ActorCount);
        (moves, id) = (path.Moves, () => path.Id(traceId));
    }

    public PathReport Run()
    {
        if (journal.Pass(path, moves))
            Follow();
        return journal.Report("dfs", isExhaustive: !journal.ShouldStop);
    }

    private void Follow()
    {
        if (enabled.Count == path.Length)
            enabled.Add([]);
        var candidates = enabled[path.Length];
        path.ListEnabled(candidates);
        if (candidates.Count == 0)
        {
            journal.End(path, path.Length, id, moves);
            journal.Tell(double.NaN);
            return;
        }

        if (path.Length >= options.MaxDepth)
        {
            journal.Cut(path.Length, id);
            return;
        }

        foreach (var process in candidates)
        {
            var ways = 1;
            for (var way = 0; way < ways && !journal.ShouldStop; way++)
                Try(process, way, out ways);
        }
    }

    private void Try(int process, int way, out int ways)
    {
        var failure = path.Step(process, way, out ways);
        journal.Deliveries++;
        if (failure is not null)
            journal.Fail(failure.Exception, path.Length, id, moves);
        else if (journal.IsAwake && !journal.Pass(path, moves))
            journal.Stop(path.Length, id);
        else
            Follow();
        path.Back();
    }
}
