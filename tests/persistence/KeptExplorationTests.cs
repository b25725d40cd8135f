using ActorVm.Cli.Commands;
using ActorVm.Persistence;

namespace ActorVm.Tests.Persistence;

/// <summary>What can be done with an exploration that is in a store: moved, shown, mended.</summary>
public sealed class KeptExplorationTests
{
    [Theory]
    [InlineData("verify", "philosophers 3", "--engine", "dpor")]
    [InlineData("verify", "philosophers 3", "--engine", "states")]
    [InlineData("verify", "philosophers 3", "--depth-first")]
    [InlineData("explore", "philosophers 3", "--runs", "300")]
    public void An_exploration_moves_to_another_store_with_all_that_it_found(params string[] words)
    {
        var (file, other, archive) = (Places.File(), Places.File(), Path.Combine(Places.Folder(), "all.avr"));
        var told = Typed.Run([.. words, "--store", file, "--name", "all"]);
        Typed.Run("export-run", "all", "--out", archive, "--store", file);
        var imported = Typed.Run("import-run", archive, "--store", other);

        Assert.Matches($"^run 1, all: philosophers 3, {words[0]}, ([0-9]+) of \\1 items of work done\n$", imported.Out);
        Assert.Equal(told.Out, Typed.Run("resume", "all", "--store", other).Out);
        using var from = Store.Open(file);
        using var to = Store.Open(other);
        Assert.Equivalent(from.Work(from.Find("all")), to.Work(to.Find("all")));
        Assert.Equal(from.Discoveries(from.Find("all")), to.Discoveries(to.Find("all")));
    }

    [Fact]
    public void What_is_left_of_an_exploration_is_done_elsewhere()
    {
        var (file, other, archive) = (Places.File(), Places.File(), Path.Combine(Places.Folder(), "half.avr"));
        var wanted = Typed.Run("verify", "lost_update 4", "--engine", "dpor", "--json");
        HalfDone(file);
        Typed.Run("export-run", "half", "--out", archive, "--store", file);

        Assert.EndsWith("verify, 3 of 13 items of work done\n", Typed.Run("import-run", archive, "--store", other).Out, StringComparison.Ordinal);
        Assert.Equal(wanted.Json["traces"]!.ToString(), Typed.Run("resume", "half", "--store", other, "--json").Json["traces"]!.ToString());
    }

    [Fact]
    public void How_far_an_exploration_is_can_be_shown()
    {
        var file = Places.File();
        HalfDone(file);
        var half = Typed.Run("show", "half", "--store", file);
        Typed.Run("resume", "half", "--store", file);
        var whole = Typed.Run("show", "half", "--store", file, "--json").Json;

        Assert.StartsWith("run 1, half: verify lost_update 4, not done\nitems of work: 3 done, 0 begun, 10 left\nruns ", half.Out, StringComparison.Ordinal);
        Assert.EndsWith("so far\nnothing found\n", half.Out, StringComparison.Ordinal);
        Assert.Equal(("done, ok", "13"), (whole["state"]!.ToString(), whole["items_done"]!.ToString()));
    }

    [Theory]
    [InlineData("UPDATE work SET outcome = x'07' WHERE number = 1", "goes on with item 1 done anew")]
    [InlineData("UPDATE work SET item = x'07' WHERE number IN (0, 2)", "goes on with item 0, 2 done anew")]
    [InlineData("DELETE FROM work WHERE number = 11", "goes on with item 11 done anew")]
    [InlineData("UPDATE runs SET facts = x'00'", "goes on with item 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 done anew")]
    public void Damaged_items_are_done_anew(string damage, string said)
    {
        var file = Places.File();
        var wanted = Typed.Run("verify", "lost_update 4", "--engine", "dpor", "--json").Json["traces"]!.ToString();
        HalfDone(file);
        using (var connection = Database.At(file).Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = damage;
            command.ExecuteNonQuery();
        }

        var refused = Typed.Run("resume", "half", "--store", file);
        var mended = Typed.Run("resume", "half", "--from-last-good", "--store", file, "--json");

        Assert.Equal(ExitCode.WrongInput, refused.Code);
        Assert.EndsWith(": actorvm resume 1 --from-last-good\n", refused.Error, StringComparison.Ordinal);
        Assert.Contains(said, mended.Error, StringComparison.Ordinal);
        Assert.Equal(wanted, mended.Json["traces"]!.ToString());
    }

    [Theory]
    [InlineData("verify", "philosophers 3", "--engine", "states")]
    [InlineData("verify", "lost_update 3", "--engine", "dfs")]
    [InlineData("explore", "philosophers 3", "--runs", "300")]
    public void How_often_an_exploration_is_kept_changes_nothing(params string[] words)
    {
        var (seldom, often) = (Typed.Run([.. words, "--json"]), Typed.Run([.. words, "--json", "--store", Places.File(), "--snapshot-every", "7"]));

        foreach (var count in (string[])["states", "traces", "runs", "schedules", "transitions", "deliveries", "verdict"])
            Assert.Equal(seldom.Json[count]?.ToString(), often.Json[count]?.ToString());
    }

    private static void HalfDone(string file)
    {
        using var store = Store.Open(file);
        var run = Explorations.Begun(store, "half", "lost_update 4");
        var doer = Explorations.Doer(store, "lost_update 4");
        for (var item = 0; item < 3; item++)
            doer.Do(store.TakeWork(run)!);
    }
}
