using System.CommandLine;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Exploring;
using ActorVm.Cli.Recording;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm explore SCENARIO --strategy S</c>: run after run, each another order of deliveries.</summary>
internal sealed class ExploreCommand
{
    private const long RunsUsual = 1_000;
    private const int DepthUsual = 10_000;

    private readonly ScenarioArguments scenario = new("A scenario file, the name of one that comes with the tool, or a model of 'actorvm oracle' in quotes.", isOptional: true);
    private readonly Option<string> strategy = new("--strategy") { Description = "fifo, random, pct or pct:D, pos, delay or delay:K.", DefaultValueFactory = _ => "pct" };
    private readonly Option<long?> runs = new("--runs") { Description = $"Make so many runs; {RunsUsual} if neither this nor --for is given." };
    private readonly Option<string?> time = new("--for") { Description = "Make runs for so long: 30s." };
    private readonly Option<long?> seed = SeedOption.Make("Seed of all runs; the scenario's own if left out.");
    private readonly Option<int?> depth = new("--depth") { Description = $"Cut runs off after so many deliveries; {DepthUsual} if left out." };
    private readonly Option<string?> near = new("--near") { Description = "Instead of a scenario: a schedule; make all runs that are a few reversals away from it." };
    private readonly Option<int> within = new("--within") { Description = "How many reversals: deliveries to one actor turned round.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> plain = new("--no-shrink") { Description = "Keep what was found as it was found, without looking for a shorter way and its story." };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object instead of text." };
    private readonly StoreOptions kept = new();
    private readonly Shell shell;

    private ExploreCommand(Shell shell) => this.shell = shell;

    public static Command Create(Shell shell)
    {
        var explore = new ExploreCommand(shell);
        var command = new Command("explore", "Make many runs of a scenario in different orders, and shrink what goes wrong to a story.")
        {
            explore.strategy, explore.runs, explore.time, explore.seed, explore.depth, explore.near, explore.within, explore.plain, explore.json, explore.kept.Store, explore.kept.SnapshotEvery, explore.kept.Name,
        };
        explore.scenario.AddTo(command);
        command.SetAction(explore.Invoke);
        return command;
    }

    private int Invoke(ParseResult arguments)
    {
        if (arguments.GetValue(near) is { } file)
            return new NearExplorer(shell).Explore(file, arguments.GetValue(within), arguments.GetValue(runs) ?? long.MaxValue, TimeIn(arguments), arguments.GetValue(json));

        Require(scenario.ScenarioIn(arguments) is not null, "explore", "what? Name a scenario, or a schedule with --near");
        var subject = Subject.Of(Recipe.Find(scenario.ScenarioIn(arguments), scenario.SettingsIn(arguments), Pace.Adversarial));
        var question = QuestionOf(arguments, subject);
        if (kept.IsAsked(arguments))
        {
            using var store = kept.Open(arguments);
            return new ExplorationKeeper(store, shell, arguments.GetValue(json)).Begin(arguments.GetValue(kept.Name), "explore", subject, question);
        }

        var clock = new RunClock(shell, question.Time);
        var (report, isStopped) = Explore(subject, question, clock);
        var elapsed = clock.Elapsed;
        var findings = Finding.All(subject, report.Discoveries, question.Seed, !(isStopped || arguments.GetValue(plain)));
        new Explored(report, question.Seed).Tell(shell.Out, subject, elapsed, findings, arguments.GetValue(json));
        if (isStopped)
            Interruption.TellNotKept(shell.Error);
        return isStopped ? ExitCode.Interrupted : report.Failures == 0 ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private Question QuestionOf(ParseResult arguments, Subject subject)
    {
        Require(arguments.GetValue(runs) is null or > 0, "--runs", "is not 1 or more");
        Require(arguments.GetValue(depth) is null or > 0, "--depth", "is not 1 or more");
        var limit = TimeIn(arguments);
        return new Question
        {
            Engine = Question.Sample,
            Most = arguments.GetValue(runs) ?? (limit is null ? RunsUsual : long.MaxValue),
            Depth = arguments.GetValue(depth) ?? DepthUsual,
            Strategy = PolicyOf(arguments.GetValue(strategy)!).Name,
            Seed = arguments.GetValue(seed) ?? subject.Scenario?.File.Seed ?? 1,
            Time = limit ?? TimeSpan.MaxValue,
            KeptEvery = arguments.GetValue(kept.SnapshotEvery),
        };
    }

    private static (PathReport Report, bool IsStopped) Explore(Subject subject, Question question, RunClock clock)
    {
        using var interruption = new Interruption();
        using (clock)
        {
            var report = ActorVm.Simulation.Explore.Sample(subject.Start, Policies.Parse(question.Strategy), unchecked((ulong)question.Seed), new PathOptions
            {
                Properties = subject.Properties,
                MaxRuns = question.Most,
                MaxDepth = question.Depth,
                StopAtFirst = false,
                StopWhen = () => clock.IsOver() || interruption.IsAsked,
                Progress = clock.Hear,
            });
            return (report, interruption.IsAsked);
        }
    }

    private static IPolicy PolicyOf(string text)
    {
        try
        {
            return Policies.Parse(text);
        }
        catch (ArgumentException wrong)
        {
            throw new ScenarioException(new Place($"--strategy {text}"), wrong.Message, wrong);
        }
    }

    private TimeSpan? TimeIn(ParseResult arguments)
    {
        if (arguments.GetValue(time) is not { } text)
            return null;

        try
        {
            return TimeSpan.FromTicks(((Duration)Scalars.Read(text, typeof(Duration))).Nanoseconds / 100);
        }
        catch (FormatException wrong)
        {
            throw new ScenarioException(new Place($"--for {text}"), wrong.Message, wrong);
        }
    }

    private static void Require(bool holds, string option, string problem)
    {
        if (!holds)
            throw new ScenarioException(new Place(option), problem);
    }
}
