using System.Diagnostics;
using System.Globalization;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Exploring;
using ActorVm.Persistence;
using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>
/// Explorations that are kept: their work is in the store as items that any process may take, one after the other, and that
/// are put together when all are done. Who comes later than the first item in which something was found leaves the others be.
/// </summary>
internal sealed class ExplorationKeeper(Store store, Shell shell, bool asJson)
{
    /// <summary>Enough for some processes to share, few enough to be worth beginning.</summary>
    private const int ItemsWanted = 12;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch watch = Stopwatch.StartNew();

    public int Begin(string? name, string kind, Subject subject, Question question)
    {
        using var interruption = new Interruption();
        var header = Header(kind, subject, question);
        var facts = new RunFacts { Kind = kind, Scenario = subject.Name, Seed = question.Seed, Revision = header.Revision, Engine = Engine.Id };
        var lease = store.Create(name, header, facts, work: Items(subject, question));
        store.Release(lease);
        return Work(store.Find(lease.Id), subject, question, interruption);
    }

    /// <summary>Goes on with an exploration, or takes part in it; says again what it came to.</summary>
    public int Join(StoredRun run)
    {
        if (run.Facts.State == RunState.Done)
        {
            return TellEnd(run);
        }

        if (run.Facts.Engine != Engine.Id)
        {
            throw new StoreException(
                store.PlaceOf(run),
                $"was begun with engine {run.Facts.Engine}, this is {Engine.Id}: what it saw means nothing here. Use that one, or explore anew: actorvm resume {run.Id} --from-last-good");
        }

        using var interruption = new Interruption();
        var (subject, question) = Again(run);
        return Work(run, subject, question, interruption);
    }

    /// <summary>Does those items anew that cannot be believed; all of them if another engine did them.</summary>
    public int JoinFromLastGood(StoredRun damaged)
    {
        using var interruption = new Interruption();
        var row = store.LastGood(damaged);
        var (subject, question) = Again(row);
        var lease = store.Take(row);
        var isOther = row.Facts.Engine != Engine.Id;
        var anew = store.MendWork(lease, row.Facts with { Engine = Engine.Id, State = RunState.Stopped, Verdict = "", Steps = 0 }, Items(subject, question), keepsNone: isOther);
        store.Release(lease);
        shell.Error.WriteLine($"run {row.Id}: goes on with {(anew.Count == 0 ? "all its items as they are" : $"item {string.Join(", ", anew)} done anew")}");
        return Work(store.Find(row.Id), subject, question, interruption);
    }

    /// <summary>What is done, what is left, and what was found so far.</summary>
    public int Show(StoredRun run)
    {
        var work = store.Work(run);
        var isOver = run.Facts.State == RunState.Done;
        WorkDoer? doer = null;
        if (!isOver && run.Facts.Engine == Engine.Id)
        {
            var (subject, question) = Again(run);
            doer = new WorkDoer(store, subject, question, () => false, (_, _) => { });
        }

        var picture = new ExplorationPicture(run, work, isOver ? store.Discoveries(run) : doer?.FoundIn(work) ?? [], doer?.Counts(work) ?? []);
        picture.Write(shell.Out, asJson);
        return ExitCode.Ok;
    }

    private static byte[][] Items(Subject subject, Question question) => question.Engine == "dpor" && question.Most == long.MaxValue
        ? [.. WorkItem.All.Split(subject.Start, ItemsWanted).Select(item => item.Save())]
        : [question.Engine == "dpor" ? WorkItem.All.Save() : [0]];

    private (Subject Subject, Question Question) Again(StoredRun run)
    {
        var header = store.HeaderOf(run);
        if (header.Path.Length > 0 && StoredScenario.Edited(header) is { } edited)
        {
            shell.Error.WriteLine($"run {run.Id}: {edited}");
        }

        var question = Question.Of(header.Arguments);
        var recipe = new Recipe(header.Scenario, header.Path.Length == 0 ? null : StoredScenario.FileOf(header, run.PersistenceId), header.Settings, Pace.Adversarial, question.Delivery);
        var subject = Subject.Of(recipe);
        return subject.Start.Fingerprint.ToString() == header.Genesis
            ? (subject, question)
            : throw new StoreException(store.PlaceOf(run), "begins with another state here than when it was begun: the scenario is built differently by now. Explore anew") { IsDamage = true };
    }

    private static RunHeader Header(string kind, Subject subject, Question question) => new()
    {
        Kind = kind,
        Scenario = subject.Scenario?.Name ?? subject.Recipe.Name,
        Path = subject.Recipe.Path is { } path ? Path.GetFullPath(path) : "",
        Text = subject.Scenario?.Text ?? "",
        Settings = [.. subject.Recipe.Settings],
        Seed = question.Seed,
        Revision = subject.Scenario is { } scenario ? Binding.Scalars.WordOf(scenario.File.Algorithm.Revision) : "",
        Genesis = subject.Start.Fingerprint.ToString(),
        Files = subject.Scenario is { } loaded ? StoredScenario.Files(loaded) : [],
        Arguments = question.Words(),
    };

    private int Work(StoredRun run, Subject subject, Question question, Interruption interruption)
    {
        try
        {
            return Share(run, subject, question, interruption);
        }
        catch (StoreException lost) when (!lost.IsDamage)
        {
            throw lost.AndThen($"Go on with: actorvm resume {run.Id}{StoreOptions.Suffix(store)}");
        }
    }

    private int Share(StoredRun run, Subject subject, Question question, Interruption interruption)
    {
        using var line = new ProgressLine(shell);
        var doer = new WorkDoer(store, subject, question, () => interruption.IsAsked, (count, what) => line.Show(milliseconds =>
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(what == "states" ? what : $"runs of {what}")}, {milliseconds / 1000:N0} s")));
        while (!interruption.IsAsked && !store.IsWorkDone(run))
        {
            if (store.TakeWork(run) is not { } lease)
            {
                Thread.Sleep(BetweenLooks);
            }
            else if (!doer.Do(lease))
            {
                break;
            }
        }

        if (store.IsWorkDone(run))
        {
            return Conclude(run, subject, question, doer);
        }

        shell.Error.WriteLine($"stopped; everything found so far is kept. Go on with: actorvm resume {run.Id}{StoreOptions.Suffix(store)}");
        return ExitCode.Interrupted;
    }

    private int Conclude(StoredRun run, Subject subject, Question question, WorkDoer doer)
    {
        for (; ; Thread.Sleep(BetweenLooks))
        {
            var row = store.Find(run.Id);
            if (row.Facts.State == RunState.Done)
            {
                return TellEnd(row);
            }

            var work = store.Work(row).TakeWhile(item => item.IsDone).ToArray();
            try
            {
                Hold(row, lease => KeepEnd(row, lease, work, subject, question, doer));
            }
            catch (StoreException other) when (!other.IsDamage)
            {
                // Not asked in the filter: there the transaction that was refused is still open.
                if (!IsInOtherHands(run))
                {
                    throw;
                }
            }
        }
    }

    // Who could not keep it, because the disk is full, is not to wait for himself.
    private void Hold(StoredRun row, Action<Lease> work)
    {
        var lease = store.Take(row);
        try
        {
            work(lease);
        }
        finally
        {
            store.Release(lease);
        }
    }

    // Another process puts it together.
    private bool IsInOtherHands(StoredRun run) => store.Find(run.Id) is { HeldBy: not null } or { Facts.State: RunState.Done };

    private void KeepEnd(StoredRun row, Lease lease, WorkItemRow[] work, Subject subject, Question question, WorkDoer doer)
    {
        IReadOnlyList<Finding> findings;
        Action<TextWriter, bool> tell;
        long steps;
        var isGood = true;
        if (question.Engine == Question.Sample)
        {
            var explored = new Explored(doer.Report(work[0]), question.Seed);
            findings = Finding.All(subject, explored.Report.Discoveries, question.Seed);
            (tell, steps) = ((output, json) => explored.Tell(output, subject, watch.Elapsed, findings, json), explored.Report.Deliveries);
        }
        else
        {
            var verified = question.Engine == "states" ? doer.States(work[0])
                : PutTogether.Of([.. work.Select(doer.Report)]) is var report && question.Engine == "dpor" ? Verified.OfTraces(report) : Verified.OfSchedules(report);
            findings = Finding.All(subject, verified.Discoveries, seed: 0);
            isGood = verified.IsGood(subject);
            (tell, steps) = ((output, json) => verified.Tell(output, subject, watch.Elapsed, findings, json), verified.Counts.First(count => count.Name == "transitions").Count);
        }

        store.KeepDiscoveries(lease, [.. findings.Select(finding => new StoredDiscovery(finding.Property, finding.What, finding.SchedulePath is { } path ? File.ReadAllText(path) : ""))]);
        var verdict = findings.Count == 0 && isGood ? "ok" : "failed";
        var end = new RunEnd { Steps = steps, Verdict = verdict, Report = Told(tell, asJson: true), Text = Told(tell, asJson: false), DiscoveriesAndOne = findings.Count + 1 };
        store.Append(lease, row.Facts with { State = RunState.Done, Verdict = verdict, Steps = steps }, RunEnd.Manifest, Store.Encode(end));
    }

    private static string Told(Action<TextWriter, bool> tell, bool asJson)
    {
        using var output = new StringWriter();
        tell(output, asJson);
        return output.ToString();
    }

    private int TellEnd(StoredRun run)
    {
        var end = store.Events(run, new Chained(0, [])).Last(each => each.Manifest == RunEnd.Manifest);
        var told = Store.Decode<RunEnd>(end.Body);
        shell.Out.Write(asJson ? told.Report : told.Text);
        return told.Verdict == "ok" ? ExitCode.Ok : ExitCode.PropertyFailed;
    }
}
