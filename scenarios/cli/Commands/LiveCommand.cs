using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Live;
using ActorVm.Cli.Reports;
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
    private readonly Option<long?> seed = new("--seed") { Description = "Seed of choices; the scenario's own if left out. The order of messages is what happens." };
    private readonly Option<string[]> dispatcher = new("--dispatcher") { Description = "NAME=pinned|fork-join|task: how an actor gets its threads, such as queue-manager=pinned.", DefaultValueFactory = _ => [] };
    private readonly Option<bool> check = new("--check") { Description = "Check the kernel's invariants after every step." };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object instead of text." };
    private readonly Shell shell;

    private LiveCommand(Shell shell) => this.shell = shell;

    public static Command Create(Shell shell)
    {
        var live = new LiveCommand(shell);
        var command = new Command("live", "Run a scenario under Akka.NET on real threads, and report as 'run' does.")
        {
            live.time, live.speed, live.record, live.seed, live.dispatcher, live.check, live.json,
        };
        live.scenario.AddTo(command);
        command.SetAction(live.Invoke);
        return command;
    }

    private int Invoke(ParseResult arguments)
    {
        if (shell.LiveHost() is not { } host)
        {
            shell.Error.WriteLine($"The live host is left out of this build: {LiveHosts.WhyNot ?? "its files are not beside the tool"}.");
            return ExitCode.WrongInput;
        }

        var loaded = ScenarioReader.Read(ScenarioLibrary.Find(scenario.ScenarioIn(arguments)), [.. scenario.SettingsIn(arguments)]);
        var options = OptionsOf(arguments, loaded);
        Serilog.Log.Logger = shell.Log;
        var report = new RunOptions { Seed = unchecked((long)options.Seed), Schedule = arguments.GetValue(record), Check = arguments.GetValue(check) };
        var outcome = new LiveScenario(host, loaded).Run(options, TimeOf(arguments.GetValue(time)), report);
        outcome = outcome with { Report = Expectations.Check(outcome.Report!, loaded) };
        if (arguments.GetValue(json))
            shell.Out.WriteLine(Object(outcome).ToJsonString(JsonReport.Readable));
        else
            Write(outcome, arguments.GetValue(record));

        return !outcome.Agrees ? ExitCode.Internal : outcome.Report!.Verdict == Verdict.Ok && outcome.Record.Failure is null ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private void Write(LiveOutcome outcome, string? file)
    {
        new TextReport(shell.Console).Write(outcome.Report!);
        var record = outcome.Record;
        shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Live: {record.DeliveryCount:N0} deliveries in {record.Took.TotalSeconds:0.00} s on real threads, {outcome.DeliveriesPerSecond:N0}/s"));
        if (record.Failure is { } failure)
            shell.Out.WriteLine($"Stopped: {record.End.NameOf(failure.Actor)} threw: {failure.Thrown.Message}");
        shell.Out.WriteLine(outcome.Agrees ? "Made again in the simulation: the same states." : $"Made again in the simulation it ends in another state, {outcome.Report!.StateHash} instead of {record.End.Fingerprint}: a mistake of ActorVm's own");
        if (file is not null)
            shell.Out.WriteLine($"replay: actorvm replay {file}");
    }

    private static JsonObject Object(LiveOutcome outcome)
    {
        var text = JsonReport.Object(outcome.Report!);
        text["live"] = new JsonObject
        {
            ["deliveries"] = outcome.Record.DeliveryCount,
            ["seconds"] = outcome.Record.Took.TotalSeconds,
            ["deliveries_per_s"] = (long)outcome.DeliveriesPerSecond,
            ["agrees"] = outcome.Agrees,
            ["stopped"] = outcome.Record.Failure?.Thrown.Message,
        };
        return text;
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
