using System.CommandLine;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Live;
using ActorVm.Cli.Recording;
using ActorVm.Persistence;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm resume ID</c>.</summary>
internal sealed class ResumeCommand
{
    private readonly Argument<string> id = new("ID") { Description = "Number or name of a run (actorvm runs)." };
    private readonly Option<string?> until = new("--until") { Description = "End at a virtual time (10s) or after so many steps, instead of where it was to end." };
    private readonly Option<bool> fromLastGood = new("--from-last-good") { Description = "Drop what is damaged, or leads elsewhere with this engine, and go on from there." };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object instead of text." };
    private readonly StoreOptions kept = new();
    private readonly Shell shell;

    private ResumeCommand(Shell shell) => this.shell = shell;

    public static Command Create(Shell shell)
    {
        var resume = new ResumeCommand(shell);
        var command = new Command("resume", "Go on with a run that was stopped, killed or cut off; it ends as if it had never been.")
        {
            resume.id, resume.until, resume.fromLastGood, resume.json, resume.kept.Store, resume.kept.StopAfter, resume.kept.Akka,
        };
        command.SetAction(resume.Invoke);
        return command;
    }

    private int Invoke(ParseResult arguments)
    {
        using var store = kept.OpenExisting(arguments);
        if (ExplorationIn(arguments, store) is { } exploration)
        {
            var explorations = new ExplorationKeeper(store, shell, arguments.GetValue(json));
            return arguments.GetValue(fromLastGood) ? explorations.JoinFromLastGood(exploration) : explorations.Join(exploration);
        }

        if (!arguments.GetValue(fromLastGood) && store.Find(arguments.GetValue(id)!) is { Facts.Kind: LiveKeeper.Kind } live)
        {
            return TellLive(store, live, arguments.GetValue(json));
        }

        using var progress = new ProgressLine(shell);
        var keeper = new RunKeeper(store, progress.Show) { StepsMax = kept.StepsMaxOf(arguments) };
        var (time, steps) = RunCommand.UntilOf(arguments.GetValue(until));
        var run = arguments.GetValue(id)!;
        if (arguments.GetValue(fromLastGood) && arguments.GetValue(until) is not null)
        {
            throw new ScenarioException(new Place("--from-last-good"), "and --until are not for one go; resume once more with --until");
        }

        if (kept.KeepingOf(arguments, shell) is { } keeping)
        {
            return ByActor(arguments, store, keeping, progress);
        }

        var outcome = arguments.GetValue(fromLastGood)
            ? keeper.ResumeFromLastGood(store.FindDamaged(run))
            : keeper.Resume(store.Find(run), time is null && steps is null ? null : new RunOptions { Seed = 0, Until = time, Steps = steps });
        return new Kept(shell, store).Tell(outcome, keeper.Remarks, arguments.GetValue(json));
    }

    private StoredRun? ExplorationIn(ParseResult arguments, Store store)
    {
        var run = arguments.GetValue(fromLastGood) ? store.FindDamaged(arguments.GetValue(id)!) : store.Find(arguments.GetValue(id)!);
        return store.KindOf(run) is "explore" or "verify" ? run : null;
    }

    // Nothing on real threads can be gone on with.
    private int TellLive(Store store, StoredRun run, bool asJson)
    {
        var end = new LiveKeeper(store).EndOf(run);
        shell.Out.Write(asJson ? end.Report : end.Text);
        (asJson ? shell.Error : shell.Out).WriteLine($"replay: actorvm replay {run.Id} --store {store.Database.Argument}");
        return end.Verdict == "ok" ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private int ByActor(ParseResult arguments, Store store, IRunKeeping keeping, ProgressLine progress)
    {
        if (arguments.GetValue(fromLastGood) || arguments.GetValue(until) is not null)
        {
            throw new ScenarioException(new Place("--akka"), "goes on with a run as it is; --from-last-good and --until are the store's own, resume with them first");
        }

        var actors = new ActorRunKeeper(store, keeping, progress.Show) { StepsMax = kept.StepsMaxOf(arguments) };
        return new Kept(shell, store).Tell(actors.Resume(store.Find(arguments.GetValue(id)!)), actors.Remarks, arguments.GetValue(json));
    }
}
