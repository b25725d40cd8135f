using System.Text.Json.Nodes;

using ActorVm.Cli.Commands;
using ActorVm.Persistence;

namespace ActorVm.Tests.Persistence;

public sealed class ExplorationTests
{
    [Theory]
    [InlineData("verify", "philosophers 3", "--engine", "dpor")]
    [InlineData("verify", "lost_update 3", "--engine", "dpor")]
    [InlineData("verify", "philosophers 3", "--engine", "states")]
    [InlineData("verify", "lost_update 3", "--engine", "dfs")]
    [InlineData("explore", "philosophers 3", "--runs", "300")]
    public void An_exploration_that_is_kept_comes_to_what_one_comes_to_that_is_not(params string[] words)
    {
        var wanted = Counts(Typed.Run([.. words, "--json"]));

        var kept = Counts(Typed.Run([.. words, "--json", "--store", Places.File()]));

        Assert.Equal(wanted.ToJsonString(), kept.ToJsonString());
    }

    [Fact]
    public void What_an_exploration_came_to_can_be_asked_again()
    {
        var file = Places.File();
        var told = Typed.Run("verify", "lost_update 3", "--engine", "dpor", "--store", file, "--name", "all");

        Assert.Equal(told.Out, Typed.Run("resume", "all", "--store", file).Out);
        Assert.Equal("done, ok", Typed.Run("runs", "--store", file, "--json").Json[0]!["state"]!.ToString());
    }

    [Fact]
    public void Two_who_share_the_work_come_to_what_one_alone_comes_to()
    {
        var (file, other) = (Places.File(), Places.File());
        var alone = Typed.Run("verify", "lost_update 4", "--engine", "dpor", "--store", other, "--json");
        using (var store = Store.Open(file))
        {
            Explorations.Begun(store, "shared", "lost_update 4");
        }

        var (first, second) = (new Typed(9, "", ""), new Typed(9, "", ""));
        var threads = new[] { new Thread(() => first = Typed.Run("resume", "shared", "--store", file, "--json")), new Thread(() => second = Typed.Run("resume", "shared", "--store", file, "--json")) };
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (first.Code, second.Code));
        Assert.Equal(Counts(alone).ToJsonString(), Counts(first).ToJsonString());
        Assert.Equal(first.Out, second.Out);
    }

    [Fact]
    public void An_item_goes_on_where_it_was_left()
    {
        using var store = Store.Open(Places.File());
        var run = Explorations.Begun(store, null, "lost_update 4", items: 1);
        for (var asked = 0; store.TakeWork(run) is { } work; asked = 0)
            Explorations.Doer(store, "lost_update 4", () => ++asked > 400).Do(work);

        var report = Explorations.Doer(store, "lost_update 4").Report(store.Work(run)[0]);

        Assert.Equal((2520L, 2520L, true), (report.Traces, report.Runs, report.IsComplete));
    }

    [Fact]
    public void A_damaged_item_is_named()
    {
        var file = Places.File();
        using var store = Store.Open(file);
        var run = Explorations.Begun(store, null, "lost_update 4", items: 2);
        using var connection = Database.At(file).Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE work SET item = x'03' WHERE number = 1";
        command.ExecuteNonQuery();

        Assert.Contains("item 1 is damaged: its hash does not fit", Assert.Throws<StoreException>(() => store.Work(run)).Message, StringComparison.Ordinal);
    }

    // Steps that items share are made once in each.
    private static JsonObject Counts(Typed told)
    {
        var counts = told.Json.AsObject();
        foreach (var name in (string[])["seconds", "deliveries_per_s", "transitions"])
            counts.Remove(name);
        return counts;
    }
}
