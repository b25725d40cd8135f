using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Commands;
using ActorVm.Persistence;
using ActorVm.Tests.Crash;

namespace ActorVm.Tests.Persistence;

/// <summary>Processes of their own: interrupted by Ctrl-C, and several on one store.</summary>
public sealed class ProcessTests
{
    // Long enough that nobody is through before somebody else comes.
    private static readonly string[] Long = ["run", "running-programs", "--set", "drivers.0.requests.0.at=120s", "--set", "until=140s"];

    public static TheoryData<string> Stores => Places.Server is null ? ["SQLite"] : ["SQLite", "PostgreSQL"];

    [Theory]
    [InlineData("run", "running-programs", "--set", "drivers.0.requests.0.at=120s", "--set", "until=140s", "--snapshot-every", "3000")]
    [InlineData("explore", "philosophers 5", "--runs", "60000")]
    [InlineData("verify", "lost_update 5", "--engine", "dpor")]
    public void Ctrl_C_stops_at_a_boundary_and_what_is_resumed_ends_as_if_nobody_had_pressed_it(params string[] words)
    {
        var (file, wanted) = (Places.File(), Typed.Run([.. words, "--json"]));
        using var process = ToolProcess.Start([.. words, "--json", "--store", file, "--name", "mine"]);
        WaitUntilBegun(file);
        process.Signal("INT");
        var (code, _, error) = process.End();

        Assert.Equal((ExitCode.Interrupted, true), (code, error.Contains($"Go on with: actorvm resume 1 --store {file}", StringComparison.Ordinal)));
        Assert.NotEqual(RunState.Done, StateOf(file));
        Assert.Equal(Lasting(wanted.Out), Lasting(Typed.Run("resume", "mine", "--json", "--store", file).Out));
    }

    [Theory]
    [InlineData("run", "running-programs", "--seeds", "100000")]
    public void Ctrl_C_without_a_store_says_that_nothing_is_kept(params string[] words)
    {
        using var process = ToolProcess.Start(words);
        process.WaitUntilItHears();
        process.Signal("INT");
        var (code, _, error) = process.End();

        Assert.Equal((ExitCode.Interrupted, "\nstopped; nothing of it is kept. A run, an exploration or a verification that has a --store goes on with: actorvm resume\n"), (code, error));
    }

    [Theory]
    [InlineData("explore", "lost_update 3", "--strategy", "pos", "--runs", "1000000000")]
    [InlineData("verify", "lost_update 6", "--engine", "dpor")]
    [InlineData("verify", "philosophers 9", "--engine", "dfs")]
    [InlineData("verify", "twophase-tla 8", "--engine", "states")]
    public void Ctrl_C_without_a_store_tells_what_an_exploration_came_to_so_far(params string[] words)
    {
        var (code, said, error) = Interrupted(words, afterMilliseconds: 1_000);
        for (var wait = 2_000; error.Contains("nothing of it is kept", StringComparison.Ordinal) && wait < 60_000; wait *= 2)
            (code, said, error) = Interrupted(words, wait);

        Assert.Equal((ExitCode.Interrupted, "stopped; this is what came of it so far, and it is not kept. With a --store it would go on with: actorvm resume\n"), (code, error));
        Assert.NotEqual("correct", JsonNode.Parse(said)!["verdict"]!.ToString());
    }

    // On a slow machine it has not begun to explore after a second.
    private static (int Code, string Out, string Error) Interrupted(string[] words, int afterMilliseconds)
    {
        using var process = ToolProcess.Start([.. words, "--json"]);
        process.WaitUntilItHears();
        Thread.Sleep(afterMilliseconds);
        process.Signal("INT");
        return process.End();
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void Two_processes_share_the_work_of_an_exploration(string database)
    {
        string[] words = ["verify", "lost_update 5", "--engine", "dpor", "--json"];
        var (store, alone) = (Empty(database), Typed.Run(words));
        using var opened = Store.Open(store);
        Explorations.Begun(opened, "shared", "lost_update 5");
        var held = Held(opened, opened.Find("shared")).ToArray();
        using var first = ToolProcess.Start("resume", "shared", "--json", "--store", store);
        using var second = ToolProcess.Start("resume", "shared", "--json", "--store", store);
        first.WaitUntilItHears();
        second.WaitUntilItHears();
        foreach (var item in held)
            opened.ReleaseWork(item);
        var (one, other) = (first.End(), second.End());

        Assert.Equal((0, 0), (one.Code, other.Code));
        Assert.Equal(one.Out, other.Out);
        Assert.Equal(Lasting(alone.Out), Lasting(one.Out));
        Assert.Equal(2L, Ask(store, "SELECT count(DISTINCT holder) FROM work"));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void A_second_process_on_a_run_is_refused_until_the_first_was_silent_for_long(string database)
    {
        var (store, wanted) = (Empty(database), Typed.Run([.. Long, "--json"]));
        using var first = ToolProcess.Start([.. Long, "--snapshot-every", "30000", "--store", store]);
        WaitUntilBegun(store);
        first.Signal("STOP");
        Assert.Contains($"run 1: is held by process {first.Id} on ", Typed.Run("resume", "1", "--store", store).Error, StringComparison.Ordinal);

        Ask(store, "UPDATE runs SET lease_until = 0 RETURNING 1");
        var taken = Typed.Run("resume", "1", "--store", store, "--json");
        first.Signal("CONT");
        var (code, _, error) = first.End();

        Assert.Equal(Lasting(wanted.Out), Lasting(taken.Out));
        Assert.Equal((ExitCode.WrongInput, true), (code, error.Contains("run 1: was taken over by another process", StringComparison.Ordinal)));
        Assert.Equal(RunState.Done, StateOf(store));
    }

    // Nobody begins before everybody is there.
    private static IEnumerable<WorkLease> Held(Store store, StoredRun run)
    {
        while (store.TakeWork(run) is { } item)
            yield return item;
    }

    private static string Empty(string database) => database == "SQLite" ? Places.File() : Places.Postgres();

    private static void WaitUntilBegun(string store)
    {
        while (!(store.Contains("://", StringComparison.Ordinal) || File.Exists(store)) || Typed.Run("runs", "--json", "--store", store) is not { Code: 0 } told || told.Json.AsArray().Count == 0)
            Thread.Sleep(20);
    }

    private static RunState StateOf(string address)
    {
        using var store = Store.Open(address);
        return store.Find(1).Facts.State;
    }

    private static long Ask(string store, string sql)
    {
        using var connection = Database.At(store).Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    // Steps that items share are made once in each; clocks run.
    private static string Lasting(string json)
    {
        var said = JsonNode.Parse(json)!.AsObject();
        foreach (var name in (string[])["seconds", "deliveries_per_s", "transitions"])
            said.Remove(name);
        return said.ToJsonString();
    }
}
