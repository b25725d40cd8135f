using System.CommandLine;

using ActorVm.Cli.Binding;
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
            resume.id, resume.until, resume.fromLastGood, resume.json, resume.kept.Store, resume.kept.StopAfter,
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

        using var progress = new ProgressLine(shell);
        var keeper = new RunKeeper(store, progress.Show) { StepsMax = kept.StepsMaxOf(arguments) };
        var (time, steps) = RunCommand.UntilOf(arguments.GetValue(until));
        var run = arguments.GetValue(id)!;
        if (arguments.GetValue(fromLastGood) && arguments.GetValue(until) is not null)
        {
            throw new ScenarioException(new Place("--from-last-good"), "and --until are not for one go; resume once more with --until");
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
}
