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

    private static readonly TimeSpan BetweenKeepings = TimeSpan.FromSeconds(1);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan keepAt;

    /// <returns>False when it was stopped; the item is kept as far as it is.</returns>
    public bool Do(WorkLease lease)
    {
        if (question.Engine == "states")
        {
            return DoStates(lease);
        }

        var exploration = Begin(lease);
        while (true)
        {
            keepAt = keepAt > clock.Elapsed ? keepAt : clock.Elapsed + BetweenKeepings;
            exploration.Advance();
            var report = exploration.Report;
            tell(report.Runs, $"item {lease.Work.Number + 1} of {lease.Run.Facts.Items}");
            if (exploration.IsOver || report.Runs >= question.Most || (StopsAtFirst && report.Failures > 0) || clock.Elapsed >= question.Time)
            {
                store.FinishWork(lease, exploration.Save(), StopsAtFirst && report.Failures > 0);
                return true;
            }

            Keep(lease, exploration.Save);
            if (mustStop())
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

    private bool StopsAtFirst => question.Engine != Question.Sample;

    private PathOptions Options => new()
    {
        Properties = subject.Properties,
        MaxRuns = question.Most,
        MaxDepth = question.Depth,
        StopAtFirst = StopsAtFirst,
        StopWhen = () => clock.Elapsed >= keepAt || mustStop(),
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

    private void Keep(WorkLease lease, Func<byte[]> save)
    {
        var start = clock.Elapsed;
        store.KeepWork(lease, save());
        keepAt = clock.Elapsed + TimeSpan.FromTicks(Math.Max(BetweenKeepings.Ticks, (clock.Elapsed - start).Ticks * KeepingShare));
    }

    private bool DoStates(WorkLease lease)
    {
        var search = BeginStates(lease);
        keepAt = clock.Elapsed + BetweenKeepings;
        search.Advance();
        for (; !IsDone(search.Report); search.Advance())
        {
            Keep(lease, search.Save);
            if (mustStop())
            {
                store.ReleaseWork(lease);
                return false;
            }
        }

        FinishStates(lease, search.Report);
        return true;
    }

    private bool IsDone(StateReport report) => report.IsComplete || report.States >= question.Most || report.Discoveries.Count > 0;

    private StateExploration BeginStates(WorkLease lease)
    {
        var options = new StateOptions
        {
            Properties = subject.Properties,
            MaxStates = question.Most,
            Fingerprints = !question.IsExact,
            Cores = 2,
            StopWhen = () => clock.Elapsed >= keepAt || mustStop(),
            Progress = progress => tell(progress.States, "states"),
        };
        try
        {
            return lease.Work.Outcome is { } saved ? StateExploration.Restore(subject.Start, saved, options) : StateExploration.Start(subject.Start, options);
        }
        catch (InvalidDataException wrong)
        {
            throw NotToGoOnWith(lease.Work, wrong);
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
