using ActorVm.Cli.Commands;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Cli.Vectors;
using ActorVm.Messages;

using Serilog;

namespace ActorVm.Tests.Scenarios.Commands;

public sealed class CommandLineTests
{
    private static readonly string Alone = Path.Combine(Directory.CreateTempSubdirectory().FullName, "alone.yaml");

    static CommandLineTests() => File.WriteAllText(Alone, "machine: {memory: 1 MiB}\n");

    [Theory]
    [InlineData(ExitCode.Ok, "list")]
    [InlineData(ExitCode.Ok, "run alone.yaml")]
    [InlineData(ExitCode.PropertyFailed, "run alone.yaml --seed 13")]
    [InlineData(ExitCode.Internal, "run alone.yaml --seed 666")]
    [InlineData(ExitCode.WrongInput, "")]
    [InlineData(ExitCode.WrongInput, "run")]
    [InlineData(ExitCode.WrongInput, "run alone.yaml --sede 3")]
    [InlineData(ExitCode.WrongInput, "run alone.yaml --seed three")]
    [InlineData(ExitCode.WrongInput, "run alone.yaml --until later")]
    [InlineData(ExitCode.WrongInput, "run alone.yaml --revision 1.35")]
    [InlineData(ExitCode.WrongInput, "run no-such-scenario")]
    [InlineData(ExitCode.WrongInput, "import no-such-file --out map")]
    [InlineData(ExitCode.WrongInput, "check-vectors no-such-file --profile r1.36")]
    [InlineData(ExitCode.WrongInput, "check-vectors vectors/public-old.jsonl.gz --profile r1.37")]
    public void The_exit_code_tells_how_it_went(int code, string words) => Assert.Equal(code, Run(words).Code);

    [Fact]
    public void A_users_mistake_is_one_line_and_no_stack_trace() =>
        Assert.Equal("running-program: no such file, and no scenario of that name; did you mean 'running-programs'?\n", Run("run running-program").Error);

    [Fact]
    public void A_number_that_is_none_is_named_with_its_option() =>
        Assert.Equal("--seed three: is not a whole number, or too large\nSee: actorvm run --help\n", Run("run alone.yaml --seed three").Error);

    [Theory]
    [InlineData("--store", "runs", "--store", "")]
    [InlineData("--schedule", "run", "alone.yaml", "--schedule", " ")]
    [InlineData("SCENARIO", "verify", "")]
    [InlineData("MODEL", "oracle", "")]
    public void A_value_that_is_empty_is_told_with_its_option(string option, params string[] words) =>
        Assert.StartsWith($"{option}: is empty; write a value, or leave it out\n", Exploring.Typed.Run(words).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("run alone.yaml --seed -1")]
    [InlineData("run alone.yaml --seeds 2 --seed 9223372036854775807")]
    [InlineData("live alone.yaml --seed -1")]
    [InlineData("explore alone.yaml --seed -1")]
    public void A_seed_counts_from_0_and_leaves_room_for_more(string words)
    {
        var (code, _, error) = Run(words);

        Assert.Equal(ExitCode.WrongInput, code);
        Assert.Matches("^--seed -?[0-9]+: is not between 0 and 9223372036853775807\n", error);
    }

    [Theory]
    [InlineData("verify alone.yaml --engine nope", "--engine nope: is none of dfs, dpor, states")]
    [InlineData("live alone.yaml --speed fast", "--speed fast: is not a number, or too large")]
    [InlineData("verify alone.yaml --snapshot-every 9223372036854775807", "--snapshot-every 9223372036854775807: is not a number of steps between 0 and 1000000000000000")]
    [InlineData("runs --store /", "--store /: is a folder; a store is a file, such as /actorvm.db")]
    [InlineData("run alone.yaml --set seed=9223372036854775807 --seeds 2", "--set seed=9223372036854775807: seed: 9223372036854775807 is not between 0 and 9223372036853775807")]
    public void A_value_that_does_not_fit_is_told_with_its_option(string words, string told) => Assert.Equal(told, Run(words).Error.Split('\n')[0]);

    [Theory]
    [InlineData("nope", "unknown model 'nope'; there are atomic_inc, .*, twophase-tla")]
    [InlineData("pipeline 2147483647 2147483647", "'2147483647 2147483647' does not fit: write pipeline STAGES ITEMS, with numbers from 1 to 1000")]
    public void A_model_that_cannot_be_is_told_what_can(string model, string told) => Assert.Matches($"^oracle: {told}\n$", Run($"oracle {model}").Error);

    [Fact]
    public void Without_Akka_live_says_in_one_line_that_it_is_left_out()
    {
        var (code, output, error) = Run("live two-drivers");

        Assert.Equal((ExitCode.WrongInput, ""), (code, output));
        Assert.Matches("^The live host is left out of this build: [^\n]*\n$", error);
    }

    [Fact]
    public void Seeds_compare_the_old_algorithm_with_the_new_one()
    {
        Assert.Equal(
            """
            alone: revision 1.36, 4 seeds
            algorithm  requests  granted     rate  median  99 %  laundered  failed runs
            old               4        0    0.0 %       0     0          0            0
            new               4        4  100.0 %       0     0          0            0

            """,
            Run("run alone.yaml --seeds 4").Out);
    }

    private static (int Code, string Out, string Error) Run(string words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var shell = new Shell(output, error, Shell.Plain(output), new LoggerConfiguration().CreateLogger(), new Sketch(), new Sketch(), IsErrorTerminal: false) { LiveHost = () => null };
        var list = words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
            word == "alone.yaml" ? Alone : word.StartsWith("vectors/", StringComparison.Ordinal) ? Path.Combine(AppContext.BaseDirectory, word) : word);

        return (CommandLine.Run([.. list], shell), output.ToString(), error.ToString());
    }

    /// <summary>Grants one request with the new algorithm and refuses it with the old; seed 13 fails, seed 666 breaks down.</summary>
    private sealed class Sketch : IScenarioRunner, IVectorMachine
    {
        public RunReport Run(LoadedScenario scenario, RunOptions options) => new()
        {
            Scenario = scenario.Name,
            Seed = options.Seed,
            Revision = "1.36",
            Algorithm = "new",
            Steps = options.Seed == 666 ? throw new InvalidOperationException("broken") : 1,
            VirtualTime = Duration.Zero,
            StateHash = "0",
            Requests = [new() { Driver = "nge0", Size = 4096, Result = scenario.File.Algorithm.OldContigmalloc == 1 ? RequestOutcome.Refused : RequestOutcome.Granted }],
            Properties = scenario.IsOverridden || options.Seed == 13 ? [new("p", "always", options.Seed != 13)] : [],
        };

        public IReadOnlyList<VectorRecord> Run(Vector vector, string profile) => [];
    }
}
