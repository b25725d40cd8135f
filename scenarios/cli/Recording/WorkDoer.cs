using System.Diagnostics;

using ActorVm.Cli.Exploring;
using ActorVm.Persistence;
using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>Does one item of work of an exploration, and keeps how far it is every few seconds.</summary>
internal sealed class WorkDoer(Store store, Subject subject, Question question, Func<bool> mustStop, Action<long, string> tell)
{
    /// <summary>Keeping takes at most this part of the time.</summary>
    private const int KeepingShare = 50;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan lookAt;
    private TimeSpan keepTimeAt = BetweenLooks;

    /// <returns>False when it was stopped; the item is kept as far as it is.</returns>
    public bool Do(WorkLease lease)
    {
        if (question.Engine == "states")
        {
            return DoStates(lease);
        }

        var exploration = Begin(lease);
        for (var keepAt = Next(exploration.Report.Runs); ;)
        {
            lookAt = clock.Elapsed + BetweenLooks;
            exploration.Advance(keepAt - exploration.Report.Runs);
            var report = exploration.Report;
            tell(report.Runs, $"item {lease.Work.Number + 1} of {lease.Run.Facts.Items}");
            if (exploration.IsOver || report.Runs >= question.Most || (StopsAtFirst && report.Failures > 0) || clock.Elapsed >= question.Time)
            {
                store.FinishWork(lease, exploration.Save(), StopsAtFirst && report.Failures > 0);
                return true;
            }

            if (KeepsOn(lease, exploration.Save, report.Runs, ref keepAt))
            {
                store.ReleaseWork(lease);
                return false;
            }
        }
    }

    /// <summary>What an item came to, put back together.</summary>
    public PathReport Report(WorkItemRow work) => Restore(work).Report;

    /// <inheritdoc cref="Report"/>
    public Verified States(WorkItemRow work)
    {
        var found = Store.Decode<StoredStates>(work.Outcome);
        return new Verified(
            "states", [.. found.Names.Zip(found.Counts)], found.IsComplete, found.Strength,
            [.. found.Found.Select(each => Discovery.Again(subject.Start, subject.Properties.FirstOrDefault(property => property.Name == each.Property), each.What, each.Path) with { CircleFrom = each.CircleFrom })],
            found.Omission);
    }

    /// <summary>How much of all items was done so far.</summary>
    public IReadOnlyList<(string Name, long Count)> Counts(IEnumerable<WorkItemRow> work)
    {
        var begun = work.Where(item => item.Outcome is not null).ToArray();
        if (question.Engine == "states")
        {
            return [.. begun.Where(item => !item.IsDone).Select(SearchedIn).SelectMany(report => new[] { ("states", report.States), ("transitions", report.Transitions) })];
        }

        var reports = begun.Select(Report).ToArray();
        return [("runs", reports.Sum(report => report.Runs)), ("traces", reports.Sum(report => report.Traces)), ("deliveries", reports.Sum(report => report.Deliveries))];
    }

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<StoredDiscovery> FoundIn(IEnumerable<WorkItemRow> work) =>
    [
        .. work.Where(item => item.Outcome is not null)
            .SelectMany(item => question.Engine != "states" ? Report(item).Discoveries : item.IsDone ? States(item).Discoveries : SearchedIn(item).Discoveries)
            .Where(found => found.Path.Count > 0)
            .Select(found => new StoredDiscovery(found.Property?.Name ?? "exception", found.What, "")),
    ];

    private StateReport SearchedIn(WorkItemRow work) => Search(work).Report;

    private bool StopsAtFirst => question.Engine != Question.Sample;

    private PathOptions Options => new()
    {
        Properties = subject.Properties,
        MaxRuns = question.Most,
        MaxDepth = question.Depth,
        StopAtFirst = StopsAtFirst,
        StopWhen = () => clock.Elapsed >= lookAt || mustStop(),
    };

    private Exploration Begin(WorkLease lease) => lease.Work.Outcome is not null ? Restore(lease.Work) : question.Engine switch
    {
        "dpor" => Exploration.Traces(subject.Start, WorkItem.Restore(lease.Work.Item), Options),
        "dfs" => Exploration.Schedules(subject.Start, Options),
        _ => Exploration.Sample(subject.Start, Policies.Parse(question.Strategy), unchecked((ulong)question.Seed), Options),
    };

    private Exploration Restore(WorkItemRow work)
    {
        try
        {
            return Exploration.Restore(subject.Start, work.Outcome, Options);
        }
        catch (InvalidDataException wrong)
        {
            throw NotToGoOnWith(work, wrong);
        }
    }

    private long Next(long done) => question.KeptEvery > 0 ? done + question.KeptEvery : long.MaxValue;

    // Keeps, or says that it is still there.
    private bool KeepsOn(WorkLease lease, Func<byte[]> save, long done, ref long keepAt)
    {
        var stops = mustStop();
        if (!stops && (question.KeptEvery > 0 ? done < keepAt : clock.Elapsed < keepTimeAt))
        {
            store.RenewWork(lease);
            return false;
        }

        var start = clock.Elapsed;
        store.KeepWork(lease, save());
        keepAt = Next(done);
        keepTimeAt = clock.Elapsed + TimeSpan.FromTicks(Math.Max(BetweenLooks.Ticks, (clock.Elapsed - start).Ticks * KeepingShare));
        return stops;
    }

    private bool DoStates(WorkLease lease)
    {
        var search = Search(lease.Work);
        for (var keepAt = Next(search.Report.States); ;)
        {
            lookAt = clock.Elapsed + BetweenLooks;
            search.Advance(keepAt - search.Report.States);
            if (IsDone(search.Report))
            {
                FinishStates(lease, search.Report);
                return true;
            }

            if (KeepsOn(lease, search.Save, search.Report.States, ref keepAt))
            {
                store.ReleaseWork(lease);
                return false;
            }
        }
    }

    private bool IsDone(StateReport report) => report.IsComplete || report.States >= question.Most || report.Discoveries.Count > 0;

    private StateExploration Search(WorkItemRow work)
    {
        var options = new StateOptions
        {
            Properties = subject.Properties,
            MaxStates = question.Most,
            Fingerprints = !question.IsExact,
            DeepFirst = question.IsDeepFirst,
            Cores = question.IsDeepFirst ? 1 : 2,
            StopWhen = () => clock.Elapsed >= lookAt || mustStop(),
            Progress = progress => tell(progress.States, "states"),
        };
        try
        {
            return work.Outcome is { } saved ? StateExploration.Restore(subject.Start, saved, options) : StateExploration.Start(subject.Start, options);
        }
        catch (InvalidDataException wrong)
        {
            throw NotToGoOnWith(work, wrong);
        }
    }

    private void FinishStates(WorkLease lease, StateReport report)
    {
        var verified = Verified.OfStates(report, subject);
        var outcome = new StoredStates(
            [.. verified.Counts.Select(count => count.Name)], [.. verified.Counts.Select(count => count.Count)], verified.IsComplete, verified.Strength, verified.Omission,
            [.. verified.Discoveries.Select(each => new StoredWay(each.Property?.Name ?? "", each.What, [.. each.Path], each.CircleFrom))]);
        store.FinishWork(lease, Store.Encode(outcome), failed: false);
    }

    private StoreException NotToGoOnWith(WorkItemRow work, Exception wrong) =>
        new($"{store.Name}: item {work.Number}", $"cannot be gone on with: {wrong.Message}", wrong) { IsDamage = true };

    private sealed record StoredStates(string[] Names, long[] Counts, bool IsComplete, string Strength, double Omission, StoredWay[] Found);

    private sealed record StoredWay(string Property, string What, Move[] Path, int? CircleFrom);
}
