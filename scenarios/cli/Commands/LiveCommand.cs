using System.CommandLine;
using System.Globalization;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Live;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm live SCENARIO</c>: the same actors under Akka.NET, on real threads.</summary>
internal sealed class LiveCommand
{
    private static readonly string[] DispatcherKinds = ["pinned", "fork-join", "task"];

    private readonly ScenarioArguments scenario = new("A scenario file, or the name of one that comes with the tool (actorvm list).");
    private readonly Option<string?> time = new("--for") { Description = "End after so much real time: 10s. Else when all drivers are through, or at the scenario's end." };
    private readonly Option<double> speed = new("--speed") { Description = "Virtual seconds in a real one.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> record = new("--record") { Description = "Write down every delivery and choice, for 'actorvm replay'." };
    private readonly Option<long?> seed = SeedOption.Make("Seed of choices; the scenario's own if left out. The order of messages is what happens.");
    private readonly Option<string[]> dispatcher = new("--dispatcher") { Description = "NAME=pinned|fork-join|task: how an actor gets its threads, such as queue-manager=pinned.", DefaultValueFactory = _ => [] };
    private readonly Option<bool> check = new("--check") { Description = "Check the kernel's invariants after every step." };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object instead of text." };
    private readonly StoreOptions kept = new();
    private readonly Shell shell;

    private LiveCommand(Shell shell) => this.shell = shell;

    public static Command Create(Shell shell)
    {
        var live = new LiveCommand(shell);
        var command = new Command("live", "Run a scenario under Akka.NET on real threads, and report as 'run' does.")
        {
            live.time, live.speed, live.record, live.seed, live.dispatcher, live.check, live.json, live.kept.Store, live.kept.Name,
        };
        live.scenario.AddTo(command);
        command.SetAction(live.Invoke);
        return command;
    }

    private int Invoke(ParseResult arguments)
    {
        if (shell.LiveHost() is not { } host)
        {
            shell.Error.WriteLine($"The live host is left out of this build: {AkkaParts.WhyNoLiveHost ?? "its files are not beside the tool"}.");
            return ExitCode.WrongInput;
        }

        var loaded = ScenarioReader.Read(ScenarioLibrary.Find(scenario.ScenarioIn(arguments)), [.. scenario.SettingsIn(arguments)]);
        var options = OptionsOf(arguments, loaded);
        var limit = TimeOf(arguments.GetValue(time));
        Serilog.Log.Logger = shell.Log;
        var report = new RunOptions { Seed = unchecked((long)options.Seed), Schedule = arguments.GetValue(record), Check = arguments.GetValue(check) };
        return kept.IsAsked(arguments)
            ? RunKept(arguments, loaded, report, Perform)
            : Tell(Perform(report), arguments.GetValue(json), report.Schedule is { } file ? $"replay: actorvm replay {file}" : null);

        LiveOutcome Perform(RunOptions run) => new LiveScenario(host, loaded).Run(options, limit, run).Checked(loaded);
    }

    private int RunKept(ParseResult arguments, LoadedScenario loaded, RunOptions report, Func<RunOptions, LiveOutcome> perform)
    {
        using var store = kept.Open(arguments);
        var (id, outcome) = new LiveKeeper(store).Keep(arguments.GetValue(kept.Name), loaded, report, perform, LiveReport.Told);
        return Tell(outcome, arguments.GetValue(json), $"kept as run {id} in {store.Name}; replay: actorvm replay {id} --store {store.Database.Argument}");
    }

    private int Tell(LiveOutcome outcome, bool asJson, string? remark)
    {
        if (asJson)
            shell.Out.Write(LiveReport.Told(outcome, asJson));
        else
            LiveReport.Write(shell.Console, outcome);
        if (remark is not null)
            (asJson ? shell.Error : shell.Out).WriteLine(remark);
        return !outcome.Agrees ? ExitCode.Internal : outcome.IsOk ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private LiveOptions OptionsOf(ParseResult arguments, LoadedScenario loaded)
    {
        var scale = arguments.GetValue(speed);
        if (scale is not (>= 0.001 and <= 1_000))
            throw new ScenarioException(new Place(string.Create(CultureInfo.InvariantCulture, $"--speed {scale}")), "is not between 0.001 and 1000");

        var names = ActorVm.Cli.Kernel.ScenarioWorld.Create(loaded);
        var dispatchers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in arguments.GetValue(dispatcher)!)
        {
            if (setting.Split('=') is not [var name, var kind] || !DispatcherKinds.Contains(kind))
                throw new ScenarioException(new Place($"--dispatcher {setting}"), $"write NAME=KIND, where KIND is one of {string.Join(", ", DispatcherKinds)}");
            if (!Enumerable.Range(0, names.ActorCount).Any(actor => names.NameOf(new ActorId(actor)) == name))
                throw new ScenarioException(new Place($"--dispatcher {setting}"), $"no actor is called '{name}'; there are {string.Join(", ", Enumerable.Range(0, names.ActorCount).Select(actor => names.NameOf(new ActorId(actor))))}");
            dispatchers[name] = kind;
        }

        return new LiveOptions { Speed = scale, Seed = unchecked((ulong)(arguments.GetValue(seed) ?? loaded.File.Seed)), Dispatchers = dispatchers };
    }

    private static TimeSpan? TimeOf(string? text)
    {
        try
        {
            return text is null ? null : TimeSpan.FromTicks(((Duration)Scalars.Read(text, typeof(Duration))).Nanoseconds / 100);
        }
        catch (FormatException wrong)
        {
            throw new ScenarioException(new Place($"--for {text}"), wrong.Message, wrong);
        }
    }
}
