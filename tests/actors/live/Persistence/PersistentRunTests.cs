using ActorVm.Cli.Commands;
using ActorVm.Persistence;

namespace ActorVm.Tests.Live.Persistence;

/// <summary>A run that is kept by a persistent actor and one that is kept by the store are one run, in both databases.</summary>
public sealed class PersistentRunTests
{
    [Theory]
    [InlineData("two-drivers", 97, 50)]
    [InlineData("two-drivers", 900, 0)]
    [InlineData("kva-exhausted", 20, 7)]
    [InlineData("history/h21-object-lock-starvation", 2000, 900)]
    public void What_the_store_wrote_is_resumed_by_an_actor(string scenario, int stop, int snapshotEvery) => StoreThenActor(Places.File(), scenario, stop, snapshotEvery);

    [PostgresTheory]
    [InlineData("two-drivers", 97, 50)]
    [InlineData("kva-exhausted", 20, 7)]
    public void What_the_store_wrote_in_PostgreSQL_is_resumed_by_an_actor(string scenario, int stop, int snapshotEvery) => StoreThenActor(Places.Postgres(), scenario, stop, snapshotEvery);

    [Theory]
    [InlineData("two-drivers", 97, 50)]
    [InlineData("two-drivers", 900, 0)]
    [InlineData("kva-exhausted", 20, 7)]
    [InlineData("history/h21-object-lock-starvation", 2000, 900)]
    public void What_an_actor_wrote_is_resumed_by_the_store(string scenario, int stop, int snapshotEvery) => ActorThenStore(Places.File(), scenario, stop, snapshotEvery);

    [PostgresTheory]
    [InlineData("two-drivers", 97, 50)]
    [InlineData("kva-exhausted", 20, 7)]
    public void What_an_actor_wrote_in_PostgreSQL_is_resumed_by_the_store(string scenario, int stop, int snapshotEvery) => ActorThenStore(Places.Postgres(), scenario, stop, snapshotEvery);

    [Fact]
    public void Both_write_the_same_bytes_under_the_same_names()
    {
        var (own, akka) = (Places.File(), Places.File());
        Typed.Run("run", "two-drivers", "--store", own, "--snapshot-every", "500");
        Typed.Run("run", "two-drivers", "--store", akka, "--snapshot-every", "500", "--akka");

        Assert.Equal(Tables.EventsIn(own), Tables.EventsIn(akka));
        Assert.Equal(Tables.SnapshotKindsIn(own), Tables.SnapshotKindsIn(akka));
    }

    [Fact]
    public void An_event_that_the_row_of_its_run_does_not_know_yet_is_taken_in()
    {
        var file = Places.File();
        Typed.Run("run", "two-drivers", "--store", file, "--snapshot-every", "500", "--akka", "--stop-after", "1200");
        using (var store = Store.Open(file))
        {
            var lease = store.Take(store.Find(1));
            var first = store.Events(store.Find(1), new Chained(0, [])).First();
            store.Update(lease, facts => facts with { Last = 1, LastHash = first.Hash, Steps = 0 });
            store.Release(lease);
        }

        Assert.Equal(Typed.Run("run", "two-drivers").StateHash, Typed.Run("resume", "1", "--store", file).StateHash);
    }

    [Fact]
    public void A_run_that_somebody_holds_is_refused()
    {
        var file = Places.File();
        Typed.Run("run", "two-drivers", "--store", file, "--akka", "--stop-after", "100");
        using var store = Store.Open(file);
        store.Take(store.Find(1));

        var refused = Typed.Run("resume", "1", "--store", file, "--akka");

        Assert.Equal(ExitCode.WrongInput, refused.Code);
        Assert.Contains("is held by process", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_event_is_named_as_the_store_names_it()
    {
        var file = Places.File();
        Typed.Run("run", "two-drivers", "--store", file, "--snapshot-every", "500", "--stop-after", "1200");
        Tables.Change(file, "DELETE FROM snapshot");
        Tables.Change(file, "UPDATE journal SET message = zeroblob(40) WHERE sequence_number = 3");

        var (actor, store) = (Typed.Run("resume", "1", "--store", file, "--akka"), Typed.Run("resume", "1", "--store", file));

        Assert.Contains("batch 3: is damaged", actor.Error, StringComparison.Ordinal);
        Assert.Equal((store.Code, store.Error), (actor.Code, actor.Error));
    }

    [Fact]
    public void A_damaged_snapshot_is_passed_over_as_the_store_passes_it_over()
    {
        var file = Places.File();
        Typed.Run("run", "two-drivers", "--store", file, "--snapshot-every", "500", "--akka", "--stop-after", "1700");
        Tables.Change(file, "UPDATE snapshot SET snapshot = zeroblob(40) WHERE sequence_number = (SELECT max(sequence_number) FROM snapshot)");

        var resumed = Typed.Run("resume", "1", "--store", file, "--akka");

        Assert.Contains("is damaged: its hash does not fit; an earlier one is used", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(Typed.Run("run", "two-drivers").Out, resumed.Report);
    }

    [Fact]
    public void Without_a_snapshot_that_can_be_believed_an_actor_begins_with_the_first_event()
    {
        var file = Places.File();
        Typed.Run("run", "two-drivers", "--store", file, "--snapshot-every", "500", "--akka", "--stop-after", "1700");
        Tables.Change(file, "UPDATE snapshot SET snapshot = zeroblob(40)");

        Assert.Equal(Typed.Run("run", "two-drivers").Out, Typed.Run("resume", "1", "--store", file, "--akka").Report);
    }

    private static void StoreThenActor(string address, string scenario, int stop, int snapshotEvery)
    {
        var wanted = Typed.Run("run", scenario);
        Typed.Run("run", scenario, "--store", address, "--stop-after", $"{stop}", "--snapshot-every", $"{snapshotEvery}");
        Typed.Run("resume", "1", "--store", address, "--stop-after", "77", "--akka");

        var resumed = Typed.Run("resume", "1", "--store", address, "--akka");

        Assert.Equal((wanted.Code, wanted.Out), (resumed.Code, resumed.Report));
        Assert.StartsWith("done", Typed.Run("runs", "--store", address, "--json").Json[0]!["state"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(wanted.StateHash, Typed.Run("resume", "1", "--store", address).StateHash);
    }

    private static void ActorThenStore(string address, string scenario, int stop, int snapshotEvery)
    {
        var wanted = Typed.Run("run", scenario);
        var begun = Typed.Run("run", scenario, "--store", address, "--stop-after", $"{stop}", "--snapshot-every", $"{snapshotEvery}", "--akka");
        Assert.Contains($"stopped after {stop:N0} steps", begun.Out, StringComparison.Ordinal);
        Assert.Equal("stopped", Typed.Run("runs", "--store", address, "--json").Json[0]!["state"]!.ToString());

        var resumed = Typed.Run("resume", "1", "--store", address);

        Assert.Equal((wanted.Code, wanted.Out), (resumed.Code, resumed.Report));
        Assert.Equal(wanted.StateHash, Typed.Run("resume", "1", "--store", address, "--akka").StateHash);
    }
}
