using System.Text;

using ActorVm.Persistence;
using ActorVm.Simulation;

namespace ActorVm.Tests.Persistence;

/// <summary>What every store must do, whatever database is behind it. Each public method is a test.</summary>
internal sealed class StoreContract(string address)
{
    private static readonly RunHeader Header = new()
    {
        Kind = "run",
        Scenario = "two-drivers",
        Path = "two-drivers.yaml",
        Text = "machine: {memory: 1 MiB}",
        Settings = ["a=b"],
        Seed = 7,
        Revision = "1.36",
        Genesis = "00",
    };

    private static readonly RunFacts Facts = new() { Kind = "run", Scenario = "two-drivers", Seed = 7, Revision = "1.36", Engine = "here" };

    public void What_was_kept_is_there_for_the_next_process()
    {
        Lease lease;
        using (var store = Store.Open(address))
        {
            lease = store.Create("first", Header, Facts);
            AddBatches(store, lease, 3);
            store.Release(lease);
        }

        using var again = Store.Open(address);
        var run = again.Find("first");
        Assert.Equal((lease.Id, 4L, 30L), (run.Id, run.Facts.Last, run.Facts.Steps));
        Assert.Equivalent(Header, again.HeaderOf(run));
        Assert.Equal([10L, 20L, 30L], Batches(again, run).Select(batch => batch.To));
        Assert.Equal([1, 2, 3], Batches(again, run)[2].Choices);
    }

    public void A_changed_event_is_named()
    {
        using var store = Store.Open(address);
        var run = Kept(store, 5);
        Change("UPDATE journal SET message = @bytes WHERE sequence_number = 3", [.. Enumerable.Repeat((byte)7, 50)]);

        var damage = Assert.Throws<StoreException>(() => Batches(store, run));

        Assert.Equal(3, damage.Batch);
        Assert.Equal(
            $"{store.Name}: run {run.Id}, batch 3: is damaged: its hash does not fit. Batches before it are good; go on from there: actorvm resume {run.Id} --from-last-good", damage.Message);
        Assert.Equal((2L, 10L), (store.LastGood(run).Facts.Last, store.LastGood(run).Facts.Steps));
    }

    public void A_missing_event_is_named()
    {
        using var store = Store.Open(address);
        var run = Kept(store, 5);
        Change("DELETE FROM journal WHERE sequence_number = 4");

        Assert.Equal(4, Assert.Throws<StoreException>(() => Batches(store, run)).Batch);
    }

    public void A_journal_that_lost_its_end_is_noticed()
    {
        using var store = Store.Open(address);
        var run = Kept(store, 5);
        Change("DELETE FROM journal WHERE sequence_number > 4");

        Assert.Equal(5, Assert.Throws<StoreException>(() => Batches(store, run)).Batch);
    }

    public void Events_of_another_run_do_not_fit()
    {
        using var store = Store.Open(address);
        var (run, other) = (Kept(store, 2), Kept(store, 2));
        Change($"DELETE FROM journal WHERE persistence_id = '{run.PersistenceId}'");
        Change($"UPDATE journal SET persistence_id = '{run.PersistenceId}' WHERE persistence_id = '{other.PersistenceId}'");

        Assert.Equal(1, Assert.Throws<StoreException>(() => store.HeaderOf(run)).Batch);
    }

    public void A_changed_row_of_a_run_is_noticed_and_can_be_made_again_from_the_journal()
    {
        using var store = Store.Open(address);
        var run = Kept(store, 3);
        Change("UPDATE runs SET facts = @bytes", [.. "nonsense"u8]);

        Assert.Contains("its row is damaged", Assert.Throws<StoreException>(() => store.Find(run.Id)).Message, StringComparison.Ordinal);
        Assert.Equal("damaged", store.Runs().Single().Facts.Kind);
        Assert.Equal((4L, 30L, 7L), (store.LastGood(store.FindDamaged($"{run.Id}")).Facts.Last, store.LastGood(run).Facts.Steps, store.LastGood(run).Facts.Seed));
    }

    public void A_changed_snapshot_is_noticed()
    {
        using var store = Store.Open(address);
        var lease = store.Create(null, Header, Facts);
        store.Append(lease, store.Find(lease.Id).Facts, ChoiceBatch.Manifest, Batch(0).Encode(), Snapshot(2));
        var run = store.Find(lease.Id);
        Assert.Equal("state", Encoding.UTF8.GetString(store.Snapshot(run, 2, out var link).Unpack()));
        Assert.Equal(2, link.Sequence);

        Change("UPDATE snapshot SET snapshot = @bytes", [.. Enumerable.Repeat((byte)7, 100)]);

        Assert.Contains("snapshot 2 is damaged", Assert.Throws<StoreException>(() => store.Snapshot(run, 2, out _)).Message, StringComparison.Ordinal);
    }

    public void A_name_is_given_once()
    {
        using var store = Store.Open(address);
        store.Create("mine", Header, Facts);

        Assert.Contains("is there already", Assert.Throws<StoreException>(() => store.Create("mine", Header, Facts)).Message, StringComparison.Ordinal);
        Assert.Single(store.Runs());
    }

    public void A_second_process_is_refused_with_who_holds_the_run_until_that_one_was_silent_for_long()
    {
        using var store = Store.Open(address);
        var lease = store.Create(null, Header, Facts);
        var run = store.Find(lease.Id);
        Assert.Contains($"is held by process {Environment.ProcessId} on ", Assert.Throws<StoreException>(() => store.Take(run)).Message, StringComparison.Ordinal);

        Change("UPDATE runs SET lease_until = 1");
        var other = store.Take(run);

        Assert.Contains("taken over by another process", Assert.Throws<StoreException>(() => store.Append(lease, run.Facts, ChoiceBatch.Manifest, Batch(0).Encode())).Message, StringComparison.Ordinal);
        Assert.Throws<StoreException>(() => store.Renew(lease));
        Assert.Equal(2, store.Append(other, run.Facts, ChoiceBatch.Manifest, Batch(0).Encode()).Last);
    }

    public void A_run_whose_process_is_gone_is_free_at_once()
    {
        using var store = Store.Open(address);
        var run = store.Find(store.Create(null, Header, Facts).Id);
        Change($"UPDATE runs SET holder = '{Holder.Me.Replace($"process {Environment.ProcessId} ", "process 999999 ", StringComparison.Ordinal)}'");

        Assert.NotNull(store.Take(run));
    }

    public void An_event_is_added_once_even_if_nobody_heard_that_it_was()
    {
        using var store = Store.Open(address);
        var lease = store.Create(null, Header, Facts);
        var facts = store.Find(lease.Id).Facts;
        var first = store.Append(lease, facts, ChoiceBatch.Manifest, Batch(0).Encode());
        var again = store.Append(lease, facts, ChoiceBatch.Manifest, Batch(0).Encode());

        Assert.Equal(first.Last, again.Last);
        Assert.Single(Batches(store, store.Find(lease.Id)));
    }

    public void What_a_recorder_is_told_is_kept_in_order()
    {
        using var store = Store.Open(address);
        var lease = store.Create(null, Header, Facts);
        using (var recorder = new Recorder(store, lease, store.Find(lease.Id).Facts))
        {
            for (var number = 0; number < 20; number++)
                recorder.Add(ChoiceBatch.Manifest, Batch(number).Encode(), facts => facts with { Steps = facts.Steps + 10 });
            Assert.Equal((21L, 200L), (recorder.Next - 1, recorder.Finish().Steps));
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(number => 10L * number), Batches(store, store.Find(lease.Id)).Select(batch => batch.To));
        Assert.NotNull(store.Take(store.Find(lease.Id)));
    }

    public void A_run_moves_to_another_store_in_one_file()
    {
        using var store = Store.Open(address);
        var run = Kept(store, 3);
        using var file = new MemoryStream();
        RunArchive.Export(store, run, file);
        Assert.Contains("has this run already", Assert.Throws<StoreException>(() => RunArchive.Import(store, "file", file.ToArray())).Message, StringComparison.Ordinal);
        store.Delete(store.Take(run));

        var back = RunArchive.Import(store, "file", file.ToArray());

        Assert.Equal([10L, 20L, 30L], Batches(store, back).Select(batch => batch.To));
        var bytes = file.ToArray();
        bytes[bytes.Length / 2] ^= 1;
        Assert.Contains("is damaged", Assert.Throws<StoreException>(() => RunArchive.Import(store, "file", bytes)).Message, StringComparison.Ordinal);
    }

    public void Of_a_deleted_run_nothing_is_left()
    {
        using var store = Store.Open(address);
        var run = Kept(store, 3);

        store.Delete(store.Take(run));

        Assert.Empty(store.Runs());
        Assert.All(Migration.TableNames, table => Assert.Equal(0L, Ask($"SELECT count(*) FROM {table}")));
    }

    public void Tables_of_a_newer_program_are_left_alone()
    {
        Store.Open(address).Dispose();
        Change("INSERT INTO migrations (number, name, applied) VALUES (99, 'later', 0)");

        Assert.Contains("was made by a newer actorvm: its tables are version 99, this program knows 2", Assert.Throws<StoreException>(() => Store.Open(address)).Message, StringComparison.Ordinal);
    }

    public void Processes_that_start_at_once_make_the_tables_once()
    {
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() => Store.Open(address).Dispose())).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(2L, Ask("SELECT count(*) FROM migrations"));
    }

    public void An_Akka_system_finds_the_tables_it_expects()
    {
        using var store = Store.Open(address);
        Kept(store, 1);

        Assert.Equal(2L, Ask("SELECT count(*) FROM (SELECT ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid FROM journal) j"));
        Assert.Equal(0L, Ask("SELECT count(*) FROM (SELECT ordering_id, tag, sequence_nr, persistence_id FROM tags) t"));
        Assert.Equal(0L, Ask("SELECT count(*) FROM (SELECT persistence_id, sequence_number, created, snapshot, manifest, serializer_id FROM snapshot) s"));
        Assert.Equal(2L, Ask($"SELECT count(*) FROM journal WHERE identifier = {Store.SerializerId} AND sequence_number IN (1, 2) AND manifest LIKE 'actorvm.%'"));
    }

    private static StoredRun Kept(Store store, int batches)
    {
        var lease = store.Create(null, Header, Facts);
        AddBatches(store, lease, batches);
        store.Release(lease);
        return store.Find(lease.Id);
    }

    private static void AddBatches(Store store, Lease lease, int batches)
    {
        var facts = store.Find(lease.Id).Facts;
        for (var number = 0; number < batches; number++)
            facts = store.Append(lease, facts with { Steps = 10 * (number + 1) }, ChoiceBatch.Manifest, Batch(number).Encode());
    }

    private static ChoiceBatch Batch(int number) => new()
    {
        From = 10 * number,
        To = 10 * (number + 1),
        Time = number,
        State = new Fingerprint(1, (ulong)number),
        Generator = new SplitMix64(3),
        Engine = "here",
        Choices = [1, 2, 3],
    };

    private static RunSnapshot Snapshot(long sequence) => new()
    {
        Sequence = sequence,
        Base = 0,
        Depth = 1,
        Steps = 10,
        State = default,
        Engine = "here",
        Packed = RunSnapshot.Pack("state"u8),
    };

    private static List<ChoiceBatch> Batches(Store store, StoredRun run) =>
        [.. store.Events(run, new Chained(0, [])).Where(each => each.Manifest == ChoiceBatch.Manifest).Select(each => ChoiceBatch.Decode(each.Body))];

    private void Change(string sql, byte[]? bytes = null)
    {
        using var connection = Database.At(address).Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (bytes is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("bytes", bytes);
            command.Parameters.Add(parameter);
        }

        command.ExecuteNonQuery();
    }

    private long Ask(string sql)
    {
        using var connection = Database.At(address).Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
