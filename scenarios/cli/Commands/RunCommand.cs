using System.CommandLine;
using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Recording;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm run SCENARIO</c>.</summary>
internal sealed class RunCommand
{
    private static readonly string[] Algorithms = ["old", "new"];

    private readonly ScenarioArguments scenario = new("A scenario file, the name of one that comes with the tool (actorvm list), or a folder of discoveries to check again.");
    private readonly Option<long?> seed = SeedOption.Make("Seed of every choice; the scenario's own if left out.");
    private readonly Option<int?> seeds = new("--seeds") { Description = "Run so many seeds with the old and the new algorithm and compare." };
    private readonly Option<string?> until = new("--until") { Description = "End at a virtual time (10s) or after so many steps (100000)." };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object instead of text." };
    private readonly Option<string?> schedule = new("--schedule") { Description = "Write the run to this file, for 'actorvm replay'." };
    private readonly Option<bool> check = new("--check") { Description = "Check the kernel's invariants after every step." };
    private readonly StoreOptions kept = new();
    private readonly Shell shell;

    private RunCommand(Shell shell) => this.shell = shell;

    public static Command Create(Shell shell)
    {
        var run = new RunCommand(shell);
        var command = new Command("run", "Run a scenario and report what became of each request.")
        {
            run.seed, run.seeds, run.until, run.json, run.schedule, run.check,
            run.kept.Store, run.kept.SnapshotEvery, run.kept.Name, run.kept.StopAfter, run.kept.Akka,
        };
        run.scenario.AddTo(command);
        command.SetAction(run.Invoke);
        return command;
    }

    private int Invoke(ParseResult arguments)
    {
        if (Directory.Exists(scenario.ScenarioIn(arguments)))
            return Exploring.RegressionRun.Run(scenario.ScenarioIn(arguments), shell, arguments.GetValue(json));

        var path = ScenarioLibrary.Find(scenario.ScenarioIn(arguments));
        var settings = scenario.SettingsIn(arguments);
        return arguments.GetValue(seeds) is { } count
            ? RunSeeds(arguments, path, settings, count)
            : kept.IsAsked(arguments) ? RunKept(arguments, ScenarioReader.Read(path, settings), settings)
            : RunOnce(arguments, ScenarioReader.Read(path, settings));
    }

    private int RunOnce(ParseResult arguments, LoadedScenario loaded)
    {
        var report = Run(loaded, OptionsOf(arguments, loaded.File));
        if (arguments.GetValue(json))
        {
            shell.Out.WriteLine(JsonReport.Text(report));
        }
        else
        {
            new TextReport(shell.Console).Write(report);
        }

        return report.Verdict == Verdict.Ok ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private int RunKept(ParseResult arguments, LoadedScenario loaded, IReadOnlyList<string> settings)
    {
        using var store = kept.Open(arguments);
        using var progress = new ProgressLine(shell);
        if (kept.KeepingOf(arguments, shell) is { } keeping)
        {
            var actors = new ActorRunKeeper(store, keeping, progress.Show) { StepsMax = kept.StepsMaxOf(arguments) };
            return new Kept(shell, store).Tell(actors.Begin(arguments.GetValue(kept.Name), loaded, settings, OptionsOf(arguments, loaded.File), arguments.GetValue(kept.SnapshotEvery)), actors.Remarks, arguments.GetValue(json));
        }

        var keeper = new RunKeeper(store, progress.Show) { StepsMax = kept.StepsMaxOf(arguments) };
        var outcome = keeper.Begin(arguments.GetValue(kept.Name), loaded, settings, OptionsOf(arguments, loaded.File), arguments.GetValue(kept.SnapshotEvery));
        return new Kept(shell, store).Tell(outcome, keeper.Remarks, arguments.GetValue(json));
    }

    private int RunSeeds(ParseResult arguments, string path, IReadOnlyList<string> settings, int count)
    {
        if (count is < 1 or > 1_000_000)
        {
            throw new ScenarioException(new Place($"--seeds {count}"), "is not between 1 and 1000000");
        }

        var lines = new List<SeedsLine>();
        var revisionRun = "";
        foreach (var algorithm in Algorithms)
        {
            var loaded = ScenarioReader.Read(path, [.. settings, $"algorithm.vm.old_contigmalloc={(algorithm == "old" ? 1 : 0)}"]);
            var options = OptionsOf(arguments, loaded.File);
            var runs = Enumerable.Range(0, count).Select(i => Run(loaded, options with { Seed = options.Seed + i })).ToArray();
            lines.Add(SeedsReport.Summarize(algorithm, runs));
            revisionRun = runs[0].Revision;
        }

        var report = new SeedsReport(Path.GetFileNameWithoutExtension(path), revisionRun, lines);
        if (arguments.GetValue(json))
        {
            shell.Out.WriteLine(((JsonNode)report.Object()).ToJsonString(JsonReport.Readable));
        }
        else
        {
            report.Write(shell.Console);
        }

        return lines.Sum(line => line.FailedRuns) == 0 ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private RunReport Run(LoadedScenario loaded, RunOptions options)
    {
        using var progress = new ProgressLine(shell);
        var report = Expectations.Check(shell.Runner.Run(loaded, options with { Progress = progress.Show }), loaded);
        shell.Log.Information(
            "Ran {Scenario} with seed {Seed}: {Verdict} after {Steps} steps, state {StateHash}", report.Scenario, report.Seed, report.Verdict, report.Steps, report.StateHash);

        return report;
    }

    private RunOptions OptionsOf(ParseResult arguments, ScenarioFile file)
    {
        var (time, steps) = UntilOf(arguments.GetValue(until));
        return new RunOptions
        {
            Seed = arguments.GetValue(seed) ?? file.Seed,
            Until = time,
            Steps = steps,
            Schedule = arguments.GetValue(schedule),
            Check = arguments.GetValue(check),
        };
    }

    internal static (Duration? Time, long? Steps) UntilOf(string? text)
    {
        try
        {
            return text is null ? default
                : text.All(char.IsAsciiDigit) ? (null, (long)Scalars.Read(text, typeof(long)))
                : ((Duration)Scalars.Read(text, typeof(Duration)), null);
        }
        catch (FormatException wrong)
        {
            throw new ScenarioException(new Place($"--until {text}"), $"{wrong.Message}, or a number of steps", wrong);
        }
    }
}
