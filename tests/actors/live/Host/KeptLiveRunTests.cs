using ActorVm.Cli.Commands;

namespace ActorVm.Tests.Live.Host;

/// <summary>Live runs in a store: listed, told again and replayed, never gone on with.</summary>
[Collection(nameof(Serilog.Log))]
public sealed class KeptLiveRunTests
{
    private readonly string store = Places.File();

    [Fact]
    public void A_live_run_is_listed_and_replayed_from_the_store()
    {
        var live = Typed.Run("live", "two-drivers", "--speed", "500", "--store", store, "--name", "friday");

        var (listed, replayed) = (Typed.Run("runs", "--store", store, "--json").Json[0]!, Typed.Run("replay", "friday", "--store", store));

        Assert.Equal(("friday", "live", live.StateHash), ($"{listed["name"]}", $"{listed["kind"]}", $"{listed["state_hash"]}"));
        Assert.StartsWith("done", $"{listed["state"]}", StringComparison.Ordinal);
        Assert.Contains($"every one and every state as it was written\nstate {live.StateHash}", replayed.Out, StringComparison.Ordinal);
        Assert.Contains($"kept as run 1 in {store}; replay: actorvm replay 1 --store {store}", live.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_says_again_what_it_came_to_and_how_to_replay_it()
    {
        var live = Typed.Run("live", "two-drivers", "--speed", "500", "--store", store);

        var told = Typed.Run("resume", "1", "--store", store);

        Assert.Equal((live.Code, live.StateHash), (told.Code, told.StateHash));
        Assert.EndsWith($"replay: actorvm replay 1 --store {store}\n", told.Out, StringComparison.Ordinal);
        Assert.Contains("was made on real threads: it is replayed, not gone on with", Typed.Run("show", "1", "--store", store).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void It_moves_from_store_to_store_and_its_schedule_to_a_file()
    {
        var (other, folder) = (Places.File(), Places.Folder());
        var live = Typed.Run("live", "two-drivers", "--speed", "500", "--store", store);
        Typed.Run("export-run", "1", "--store", store, "--out", Path.Combine(folder, "run.avr"));
        Typed.Run("import-run", Path.Combine(folder, "run.avr"), "--store", other);

        Typed.Run("replay", "1", "--store", other, "--out", Path.Combine(folder, "live.schedule"));

        Assert.Equal(live.StateHash, Typed.Run("replay", Path.Combine(folder, "live.schedule")).StateHash);
    }

    [Fact]
    public void A_run_in_virtual_time_is_no_live_run()
    {
        Typed.Run("run", "two-drivers", "--store", store, "--stop-after", "100");

        var refused = Typed.Run("replay", "1", "--store", store);

        Assert.Equal(ExitCode.WrongInput, refused.Code);
        Assert.Contains("was not made on real threads; make its choices again with: actorvm show 1", refused.Error, StringComparison.Ordinal);
    }
}
