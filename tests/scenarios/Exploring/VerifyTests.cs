using ActorVm.Cli.Commands;

namespace ActorVm.Tests.Scenarios.Exploring;

public sealed class VerifyTests
{
    [Theory]
    [InlineData("states", "states", 30)]
    [InlineData("dpor", "traces", 6)]
    [InlineData("dfs", "schedules", 70)]
    public void Models_of_the_oracles_are_verified_by_their_names(string engine, string what, int count)
    {
        var verified = Typed.Run("verify", "lost_update 2", "--engine", engine, "--exact", "--json");

        Assert.Equal((ExitCode.Ok, count, true), (verified.Code, (int)verified.Json[what]!, (bool)verified.Json["complete"]!));
    }

    [Fact]
    public void Depth_first_meets_what_is_wrong_deep_down_early()
    {
        var broad = Typed.Run("verify", "contig-race XS broken", "--no-shrink", "--json");
        var deep = Typed.Run("verify", "contig-race XS broken", "--no-shrink", "--json", "--depth-first");

        Assert.Equal((ExitCode.PropertyFailed, ExitCode.PropertyFailed), (broad.Code, deep.Code));
        Assert.InRange((long)deep.Json["states"]!, 34, 500);
        Assert.InRange((long)broad.Json["states"]!, 5_000, 63_169);
    }

    [Fact]
    public void The_number_of_states_is_held_against_what_the_file_expects()
    {
        var file = Typed.Copy("races/h22-stale-object");
        var text = File.ReadAllText(file).Replace("revision: 1.34", "revision: mended", StringComparison.Ordinal);
        var states = StatesOf(text);

        Assert.Equal(ExitCode.Ok, Expecting(states).Code);
        var wrong = Expecting(states + 1);
        Assert.Equal(ExitCode.PropertyFailed, wrong.Code);
        Assert.Contains($"expected.yaml:{text.Split('\n').Length}: states: {states + 1} is expected, but there are {states}\n", wrong.Out, StringComparison.Ordinal);

        long StatesOf(string scenario)
        {
            File.WriteAllText(file, scenario);
            return (long)Typed.Run("verify", file, "--json").Json["states"]!;
        }

        Typed Expecting(long count)
        {
            var expecting = Path.Combine(Path.GetDirectoryName(file)!, "expected.yaml");
            File.WriteAllText(expecting, $"{text}expect: {{states: {count}}}\n");
            return Typed.Run("verify", expecting);
        }
    }

    [Fact]
    public void A_reduced_search_says_what_it_keeps_or_why_it_leaves_out_nothing()
    {
        var whole = Typed.Run("verify", "contig-race XS", "--json");
        var reduced = Typed.Run("verify", "contig-race XS", "--reduce", "--json");
        var counted = Typed.Run("oracle", "contig-race", "XS", "--engine", "states", "--reduce");
        var looked = Typed.Run("verify", "races/h22-stale-object", "--revision", "mended", "--reduce", "--set", "sometimes=[a-request-is-granted]");

        Assert.Equal((63169, 31678, 36), ((int)whole.Json["states"]!, (int)reduced.Json["states"]!, (int)reduced.Json["ends"]!));
        Assert.StartsWith("reduced: every end is kept", (string)reduced.Json["reduction"]!, StringComparison.Ordinal);
        Assert.Contains("31,678\n", counted.Out, StringComparison.Ordinal);
        Assert.Contains("\nreduced: every end is kept, everything an actor throws", counted.Out, StringComparison.Ordinal);
        Assert.Contains("not reduced: 'a-request-is-granted' may look at several actors at one moment", looked.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongInput, Typed.Run("verify", "contig-race XS", "--reduce", "--engine", "dpor").Code);
    }

    [Fact]
    public void What_was_not_seen_is_not_claimed()
    {
        var verified = Typed.Run("verify", "races/h15-vnode-deadlock", "--revision", "mended", "--max", "100");

        Assert.Contains("complete             false", verified.Out, StringComparison.Ordinal);
        Assert.Contains("verdict: correct up to ", verified.Out, StringComparison.Ordinal);
        Assert.Contains("there are more", verified.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_that_looks_back_is_refused_where_nobody_looks_back()
    {
        var verified = Typed.Run("verify", "history/h11-memory-skipped");

        Assert.Equal(
            "h11-memory-skipped.yaml: 'free-memory-first' is about what happened before in a run, which --engine states does not show; ask explore, or leave it out with --set 'always=[…]'\n",
            verified.Error);
        Assert.Equal(ExitCode.WrongInput, verified.Code);
    }

    [Fact]
    public void Explorations_that_make_runs_can_look_back()
    {
        var explored = Typed.Run("explore", Typed.Copy("history/h11-memory-skipped"), "--runs", "20", "--json");

        Assert.StartsWith("free-memory-first: ", (string)explored.Json["discoveries"]![0]!["what"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_time_is_said_to_be_left_out()
    {
        var explored = Typed.Run("explore", "history/h15-whole-file-written", "--runs", "1", "--set", "always=[]");

        Assert.Contains("not asked, because time stands still here ('run' asks): answered-within", explored.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_three_engines_agree_about_a_small_race()
    {
        string[] engines = ["states", "dpor", "dfs"];

        Assert.All(engines, engine => Assert.Equal(ExitCode.PropertyFailed, Typed.Run("verify", Typed.Copy("races/h22-stale-object"), "--engine", engine).Code));
        Assert.All(engines, engine => Assert.Equal(ExitCode.Ok, Typed.Run("verify", "races/h22-stale-object", "--engine", engine, "--revision", "mended").Code));
    }

    [Theory]
    [InlineData("explore races/h22-stale-object --strategy best")]
    [InlineData("explore races/h22-stale-object --runs 0")]
    [InlineData("explore races/h22-stale-object --for soon")]
    [InlineData("explore no-such-scenario")]
    [InlineData("verify races/h22-stale-object --engine spin")]
    [InlineData("verify races/h22-stale-object --max 0")]
    [InlineData("replay no-such-file")]
    [InlineData("shrink README.md")]
    public void Wrong_words_are_refused(string words) => Assert.Equal(ExitCode.WrongInput, Typed.Run(words.Split(' ')).Code);
}
