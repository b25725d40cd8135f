using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Exploring;
using ActorVm.Cli.Reports;
using ActorVm.Simulation;

using PropertyKind = ActorVm.Simulation.PropertyKind;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm verify SCENARIO --engine dpor|states|dfs</c>: everything that can happen.</summary>
internal sealed class VerifyCommand
{
    private readonly ScenarioArguments scenario = new("A scenario file, the name of one that comes with the tool, or a model of 'actorvm oracle' in quotes.");
    private readonly Option<string> engine = new("--engine") { Description = "states: every situation once; dpor: one run for each order that an actor can tell; dfs: every schedule.", DefaultValueFactory = _ => "states" };
    private readonly Option<bool> exact = new("--exact") { Description = "states: keep whole situations instead of 64 bits of each." };
    private readonly Option<long?> max = new("--max") { Description = "Give up after so many states or runs." };
    private readonly Option<string> delivery = new("--delivery") { Description = "fifo: each channel in order; bag: any message.", DefaultValueFactory = _ => "fifo" };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object instead of text." };
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
            verify.engine, verify.exact, verify.max, verify.delivery, verify.json,
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
        var result = arguments.GetValue(engine) switch
        {
            "states" => States(subject, most, arguments.GetValue(exact), line),
            "dpor" => Traces(subject, most, line),
            _ => Schedules(subject, most, line),
        };
        var elapsed = watch.Elapsed;
        var findings = Finding.All(subject, result.Discoveries, seed: 0);
        if (arguments.GetValue(json))
            shell.Out.WriteLine(Object(subject, result, elapsed, findings).ToJsonString(JsonReport.Readable));
        else
            Write(subject, result, elapsed, findings);

        return result.Discoveries.Count == 0 ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private static Result States(Subject subject, long most, bool isExact, ProgressLine line)
    {
        subject.RequireReach(Reach.Moments, "states", "explore");
        var report = Explore.States(subject.Start, new StateOptions
        {
            Properties = subject.Properties,
            MaxStates = most,
            Fingerprints = !isExact,
            Cores = Environment.ProcessorCount > 1 ? 2 : 1,
            Progress = progress => line.Show(milliseconds => string.Create(
                CultureInfo.InvariantCulture, $"{progress.States:N0} states, {progress.States * 1000 / milliseconds:N0}/s, depth {progress.Depth:N0}, {progress.Frontier:N0} to follow: {Trend(progress)}")),
        });
        var asksAboutEnds = subject.Properties.Any(property => property.Kind == PropertyKind.Eventually);
        return new Result(
            "states", [("states", report.States), ("transitions", report.Transitions), ("ends", report.Ends), ("depth", report.Depth)],
            report.IsComplete, Strength.OfStates(report, asksAboutEnds), report.Discoveries, report.Omission);
    }

    // How many are left nobody knows; whether they become fewer shows.
    private static string Trend(StateProgress progress) => progress.Frontier * 10 < progress.States ? "the end may be near" : "no end in sight";

    private static Result Traces(Subject subject, long most, ProgressLine line)
    {
        subject.RequireReach(Reach.Everywhere, "dpor", "--engine states");
        var report = Explore.Traces(subject.Start, OptionsOf(subject, most, line));
        return new Result("dpor", [("traces", report.Traces), ("runs", report.Runs), ("transitions", report.Deliveries), ("depth", report.Depth)], report.IsComplete, Strength.OfAll(report, "traces"), report.Discoveries);
    }

    private static Result Schedules(Subject subject, long most, ProgressLine line)
    {
        subject.RequireReach(Reach.Moments, "dfs", "explore");
        var report = Explore.Schedules(subject.Start, OptionsOf(subject, most, line));
        return new Result("dfs", [("traces", report.Traces), ("schedules", report.Runs), ("transitions", report.Deliveries), ("depth", report.Depth)], report.IsComplete, Strength.OfAll(report, "schedules"), report.Discoveries);
    }

    private static PathOptions OptionsOf(Subject subject, long most, ProgressLine line) => new()
    {
        Properties = subject.Properties,
        MaxRuns = most,
        Progress = progress => line.Show(milliseconds => string.Create(
            CultureInfo.InvariantCulture, $"{progress.Runs:N0} runs, {progress.Runs * 1000 / milliseconds:N0}/s, {progress.Deliveries:N0} deliveries{(double.IsNaN(progress.Portion) ? "" : string.Create(CultureInfo.InvariantCulture, $", perhaps {progress.Portion:p1} done"))}")),
    };

    private void Write(Subject subject, Result result, TimeSpan elapsed, IReadOnlyList<Finding> findings)
    {
        shell.Out.WriteLine($"{subject.Name}: {result.Engine}, {subject.Recipe.Delivery.ToString().ToLowerInvariant()}");
        foreach (var (name, count) in result.Counts)
            shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12}{count,14:N0}"));

        shell.Out.WriteLine($"{"complete",-12}{(result.IsComplete ? "true" : "false"),14}");
        shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"seconds",-12}{elapsed.TotalSeconds,14:N1}"));
        shell.Out.WriteLine($"verdict: {result.Strength}");
        Strength.WriteNotAsked(shell.Out, subject);
        FindingText.Write(shell.Out, findings);
    }

    private static JsonObject Object(Subject subject, Result result, TimeSpan elapsed, IReadOnlyList<Finding> findings)
    {
        var json = new JsonObject { ["scenario"] = subject.Name, ["engine"] = result.Engine, ["delivery"] = subject.Recipe.Delivery.ToString().ToLowerInvariant() };
        foreach (var (name, count) in result.Counts)
            json[name] = count;

        json["complete"] = result.IsComplete;
        json["omission_probability"] = result.Omission;
        json["seconds"] = Math.Round(elapsed.TotalSeconds, 3);
        json["verdict"] = result.Discoveries.Count > 0 ? "failed" : result.IsComplete ? "correct" : "nothing-found";
        json["strength"] = result.Strength;
        json["not_asked"] = new JsonArray([.. subject.NotAsked.Select(name => (JsonNode)name)]);
        json["discoveries"] = new JsonArray([.. findings.Select(FindingText.Object)]);
        return json;
    }

    private sealed record Result(
        string Engine, IReadOnlyList<(string Name, long Count)> Counts, bool IsComplete, string Strength, IReadOnlyList<Discovery> Discoveries, double Omission = 0);
}
