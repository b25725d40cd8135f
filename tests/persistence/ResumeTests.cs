using ActorVm.Cli.Commands;

namespace ActorVm.Tests.Persistence;

public sealed class ResumeTests
{
    [Theory]
    [InlineData("two-drivers", 97, 50)]
    [InlineData("two-drivers", 2000, 0)]
    [InlineData("kva-exhausted", 20, 7)]
    [InlineData("blocking-pageout", 300, 100)]
    [InlineData("swap-full", 500, 200)]
    [InlineData("switch-at-run-time", 500, 200)]
    [InlineData("history/h12-claims-leaked", 6, 3)]
    [InlineData("history/h14-free-page-stolen", 25, 10)]
    [InlineData("history/h18-zero-by-the-first-page", 5, 2)]
    [InlineData("history/h21-object-lock-starvation", 2000, 900)]
    [InlineData("real-program", 3000, 1000)]
    public void A_run_that_was_stopped_ends_as_if_it_had_not_been(string scenario, int stop, int snapshotEvery)
    {
        var (file, wanted) = (Places.File(), Typed.Run("run", scenario));
        string[] every = snapshotEvery > 0 ? ["--snapshot-every", $"{snapshotEvery}"] : [];
        var stopped = Typed.Run(["run", scenario, "--store", file, "--stop-after", $"{stop}", .. every]);
        Assert.Equal((ExitCode.Ok, $"stopped after {stop:N0} steps; everything up to there is kept. Go on with: actorvm resume 1 --store {file}\n"), (stopped.Code, stopped.Out));
        Typed.Run("resume", "1", "--store", file, "--stop-after", "77");

        var resumed = Typed.Run("resume", "1", "--store", file);
        var told = Typed.Run("resume", "1", "--store", file);

        Assert.Equal((wanted.Code, wanted.Out), (resumed.Code, resumed.Report));
        Assert.Equal(resumed.Out, told.Out);
    }

    [Fact]
    public void Recording_changes_nothing()
    {
        var file = Places.File();
        var recorded = Typed.Run("run", "two-drivers", "--store", file, "--snapshot-every", "100");

        Assert.Equal(Typed.Run("run", "two-drivers").Out, recorded.Report);
        Assert.Equal("done, ok", Typed.Run("runs", "--store", file, "--json").Json[0]!["state"]!.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(1234)]
    [InlineData(2113)]
    public void Any_past_step_is_shown_as_it_was(int step)
    {
        var file = Places.File();
        Typed.Run("run", "two-drivers", "--store", file, "--snapshot-every", "100");

        var shown = Typed.Run("show", "1", "--at", $"{step}", "--store", file);

        Assert.Equal((ExitCode.Ok, step), (shown.Code, shown.Steps));
        Assert.Equal(Typed.Run("run", "two-drivers", "--until", $"{step}").StateHash, shown.StateHash);
    }

    [Fact]
    public void A_fork_goes_on_from_a_past_state_with_another_seed_or_another_setting()
    {
        var file = Places.File();
        var wanted = Typed.Run("run", "two-drivers", "--store", file, "--snapshot-every", "500");
        Assert.Contains("run 2 begins where run 1 was after 1,000 steps", Typed.Run("fork", "1", "--at", "1000", "--store", file).Out, StringComparison.Ordinal);
        Typed.Run("fork", "1", "--at", "1000", "--set", "machine.disk.seek=9ms", "--store", file, "--name", "slow");

        Assert.Equal(wanted.StateHash, Typed.Run("resume", "2", "--store", file).StateHash);
        Assert.NotEqual(wanted.StateHash, Typed.Run("resume", "slow", "--store", file).StateHash);
        Assert.Equal(Typed.Run("show", "1", "--at", "1000", "--store", file).StateHash, Typed.Run("show", "slow", "--at", "1000", "--store", file).StateHash);
        Assert.Contains("changes what is part of the state already", Typed.Run("fork", "1", "--at", "1000", "--set", "machine.memory=64MiB", "--store", file).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_exported_is_resumed_elsewhere_with_the_files_it_needs()
    {
        var (file, other, archive) = (Places.File(), Places.File(), Path.Combine(Places.Folder(), "run.avr"));
        var wanted = Typed.Run("run", "real-program");
        Typed.Run("run", "real-program", "--store", file, "--stop-after", "5000", "--name", "sorting");
        Typed.Run("export-run", "sorting", "--out", archive, "--store", file);
        Typed.Run("import-run", archive, "--store", other);

        Assert.Equal(wanted.StateHash, Typed.Run("resume", "sorting", "--store", other).StateHash);
    }

    [Fact]
    public void Compacting_keeps_every_step()
    {
        var file = Places.File();
        var wanted = Typed.Run("run", "two-drivers", "--store", file, "--snapshot-every", "50");
        var before = Typed.Run("show", "1", "--at", "777", "--store", file);

        Assert.Equal(ExitCode.Ok, Typed.Run("compact", "--store", file).Code);

        Assert.Equal(before.Out, Typed.Run("show", "1", "--at", "777", "--store", file).Out);
        Assert.Equal(wanted.StateHash, Typed.Run("resume", "1", "--store", file).StateHash);
    }

    [Theory]
    [InlineData("resume 1", "there is no such store; a run makes one: actorvm run SCENARIO --store ")]
    [InlineData("show 7 --with-store", "has no run '7'; there are 1. See: actorvm runs")]
    [InlineData("show 1 --at 9999 --with-store", "run 1: has 2113 steps; there is no step 9999")]
    [InlineData("run two-drivers --name 12", "is no name: at most 200 letters, not only digits")]
    [InlineData("import-run none.avr", "there is no such file")]
    [InlineData("runs --store postgres://nobody", "is no address of a database; write postgres://user@host/database")]
    public void A_users_mistake_is_told_in_a_line_with_the_remedy(string words, string message)
    {
        var file = Places.File();
        if (words.EndsWith(" --with-store", StringComparison.Ordinal))
            Typed.Run("run", "two-drivers", "--store", file);

        string[] typed = [.. words.Replace(" --with-store", "", StringComparison.Ordinal).Split(' ')];
        var told = Typed.Run(typed.Contains("--store") ? typed : [.. typed, "--store", file]);

        Assert.Equal(ExitCode.WrongInput, told.Code);
        Assert.Contains(message, told.Error, StringComparison.Ordinal);
        Assert.Single(told.Error.TrimEnd().Split('\n'));
    }
}
