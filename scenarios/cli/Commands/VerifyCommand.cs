using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Exploring;
using ActorVm.Cli.Recording;
using ActorVm.Simulation;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm verify SCENARIO --engine dpor|states|dfs</c>: everything that can happen.</summary>
internal sealed class VerifyCommand
{
    private readonly ScenarioArguments scenario = new("A scenario file, the name of one that comes with the tool, or a model of 'actorvm oracle' in quotes.");
    private readonly Option<string> engine = new("--engine") { Description = "states: every situation once; dpor: one run for each order that an actor can tell; dfs: every schedule.", DefaultValueFactory = _ => "states" };
    private readonly Option<bool> exact = new("--exact") { Description = "states: keep whole situations instead of 64 bits of each." };
    private readonly Option<bool> reduce = new("--reduce") { Description = "states: leave out situations that differ only in whose turn came first, as far as no property can tell; counts are smaller then." };
    private readonly Option<bool> deepFirst = new("--depth-first") { Description = "states: follow the situation found last. Meets what is wrong deep down early, not by the shortest way." };
    private readonly Option<long?> max = new("--max") { Description = "Give up after so many states or runs." };
    private readonly Option<string> delivery = new("--delivery") { Description = "fifo: each channel in order; bag: any message.", DefaultValueFactory = _ => "fifo" };
    private readonly Option<bool> plain = new("--no-shrink") { Description = "Keep what was found as it was found, without looking for a shorter way and its story." };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object instead of text." };
    private readonly StoreOptions kept = new();
    private readonly Shell shell;

    private VerifyCommand(Shell shell)
    {
        this.shell = shell;
        engine.AcceptOnlyFromAmong("dpor", "states", "dfs");
        delivery.AcceptOnlyFromAmong("fifo", "bag");
    }

    public static Command Create(Shell shell)
    {
        var verify = new VerifyCommand(shell);
        var command = new Command("verify", "Go through everything that can happen in a scenario, and say how much that was.")
        {
            verify.engine, verify.exact, verify.reduce, verify.deepFirst, verify.max, verify.delivery, verify.plain, verify.json, verify.kept.Store, verify.kept.SnapshotEvery, verify.kept.Name,
        };
        verify.scenario.AddTo(command);
        command.SetAction(verify.Invoke);
        return command;
    }

    private int Invoke(ParseResult arguments)
    {
        var order = arguments.GetValue(delivery) == "bag" ? Delivery.Bag : Delivery.Fifo;
        var subject = Subject.Of(Recipe.Find(scenario.ScenarioIn(arguments), scenario.SettingsIn(arguments), Pace.Adversarial, order));
        var most = arguments.GetValue(max) ?? long.MaxValue;
        if (most < 1)
            throw new ScenarioException(new Place("--max"), "is not 1 or more");

        var watch = Stopwatch.StartNew();
        using var line = new ProgressLine(shell);
        RequireReach(subject, arguments.GetValue(engine)!);
        if (arguments.GetValue(reduce) && (arguments.GetValue(engine) != "states" || kept.IsAsked(arguments)))
            throw new ScenarioException(new Place("--reduce"), "is for --engine states, and without --store: dpor reduces by itself, and a reduced search is not kept");
        if (arguments.GetValue(deepFirst) && (arguments.GetValue(engine) != "states" || arguments.GetValue(reduce)))
            throw new ScenarioException(new Place("--depth-first"), "is for --engine states without --reduce: dfs and dpor go depth first by themselves");
        if (kept.IsAsked(arguments))
            return Keep(arguments, subject, most);

        var (result, isStopped) = Verify(arguments, subject, most, line);
        var elapsed = watch.Elapsed;
        var findings = Finding.All(subject, result.Discoveries, seed: 0, !(isStopped || arguments.GetValue(plain)));
        result.Tell(shell.Out, subject, elapsed, findings, arguments.GetValue(json));
        if (isStopped)
            Interruption.TellNotKept(shell.Error);
        return isStopped ? ExitCode.Interrupted : result.IsGood(subject) ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private (Verified Result, bool IsStopped) Verify(ParseResult arguments, Subject subject, long most, ProgressLine line)
    {
        using var interruption = new Interruption();
        var result = arguments.GetValue(engine) switch
        {
            "states" => States(subject, OptionsOf(arguments, subject, most), line, interruption),
            "dpor" => Verified.OfTraces(Explore.Traces(subject.Start, OptionsOf(subject, most, line, interruption))),
            _ => Verified.OfSchedules(Explore.Schedules(subject.Start, OptionsOf(subject, most, line, interruption))),
        };
        return (result, interruption.IsAsked && !result.IsComplete);
    }

    private static void RequireReach(Subject subject, string engine) => subject.RequireReach(
        engine == "dpor" ? Reach.Everywhere : Reach.Moments, engine, engine == "dpor" ? "--engine states" : "explore");

    private int Keep(ParseResult arguments, Subject subject, long most)
    {
        using var store = kept.Open(arguments);
        var question = new Question { Engine = arguments.GetValue(engine)!, Most = most, IsExact = arguments.GetValue(exact), IsDeepFirst = arguments.GetValue(deepFirst), Delivery = subject.Recipe.Delivery, KeptEvery = arguments.GetValue(kept.SnapshotEvery) };
        return new ExplorationKeeper(store, shell, arguments.GetValue(json)).Begin(arguments.GetValue(kept.Name), "verify", subject, question);
    }

    private StateOptions OptionsOf(ParseResult arguments, Subject subject, long most) => new()
    {
        Properties = subject.Properties,
        MaxStates = most,
        Fingerprints = !arguments.GetValue(exact),
        Reduce = arguments.GetValue(reduce),
        DeepFirst = arguments.GetValue(deepFirst),
        Cores = Environment.ProcessorCount > 1 && !arguments.GetValue(deepFirst) ? 2 : 1,
    };

    private static Verified States(Subject subject, StateOptions options, ProgressLine line, Interruption interruption)
    {
        var memory = new MemoryGuard();
        var report = Explore.States(subject.Start, options with
        {
            Progress = progress => line.Show(milliseconds => string.Create(
                CultureInfo.InvariantCulture, $"{progress.States:N0} states, {progress.States * 1000 / milliseconds:N0}/s, depth {progress.Depth:N0}, {progress.Frontier:N0} to follow: {Trend(progress)}")),
            StopWhen = () => memory.IsShort() || interruption.IsAsked,
        });
        var verified = Verified.OfStates(report, subject);
        return verified with { Strength = verified.Strength + memory.Remark };
    }

    // How many are left nobody knows; whether they become fewer shows.
    private static string Trend(StateProgress progress) => progress.Frontier * 10 < progress.States ? "the end may be near" : "no end in sight";

    private static PathOptions OptionsOf(Subject subject, long most, ProgressLine line, Interruption interruption) => new()
    {
        Properties = subject.Properties,
        MaxRuns = most,
        StopWhen = () => interruption.IsAsked,
        Progress = progress => line.Show(milliseconds => string.Create(
            CultureInfo.InvariantCulture, $"{progress.Runs:N0} runs, {progress.Runs * 1000 / milliseconds:N0}/s, {progress.Deliveries:N0} deliveries{(double.IsNaN(progress.Portion) ? "" : string.Create(CultureInfo.InvariantCulture, $" of perhaps {progress.RunsEstimated:N0} (a guess)"))}")),
    };
}
