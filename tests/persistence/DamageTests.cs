using ActorVm.Cli.Commands;
using ActorVm.Cli.Recording;
using ActorVm.Persistence;
using ActorVm.Tests.Crash;

namespace ActorVm.Tests.Persistence;

public sealed class DamageTests
{
    [Fact]
    public void A_flipped_bit_of_a_store_is_harmless_or_found() => Assert.Equal([], new FlipTrials(seed: 11).Run(flips: 60));

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.99)]
    public void A_truncated_store_is_found(double left)
    {
        var file = Kept(out _);
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(int)(bytes.Length * left)]);

        var told = Typed.Run("resume", "kept", "--store", file);

        Assert.Equal(ExitCode.WrongInput, told.Code);
        Assert.Single(told.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_damaged_schema_is_told_in_one_line()
    {
        var file = Kept(out _);
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.AsSpan().IndexOf(" NOT NULL,\n    facts_hash"u8)] = (byte)'"';
        File.WriteAllBytes(file, bytes);

        var told = Typed.Run("resume", "kept", "--store", file);

        Assert.Equal(ExitCode.WrongInput, told.Code);
        Assert.Contains("malformed database schema", Assert.Single(told.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void After_damage_a_run_goes_on_from_the_last_good_batch_and_ends_as_it_should()
    {
        var file = Kept(out var whole);
        Change(file, "UPDATE journal SET message = zeroblob(99) WHERE sequence_number = 4");

        var refused = Typed.Run("resume", "kept", "--store", file);
        var resumed = Typed.Run("resume", "kept", "--store", file, "--from-last-good");

        Assert.Equal(
            $"{file}: run 1, batch 4: is damaged: its hash does not fit. Batches before it are good; go on from there: actorvm resume 1 --from-last-good\n", refused.Error);
        Assert.Contains("goes on after batch 3, step 1000", resumed.Error, StringComparison.Ordinal);
        Assert.Equal((whole.Code, whole.Report), (resumed.Code, resumed.Report));
        Assert.Equal(whole.Report, Typed.Run("resume", "kept", "--store", file).Report);
    }

    [Fact]
    public void A_run_whose_row_is_damaged_is_made_again_from_its_journal()
    {
        var file = Kept(out var whole);
        Change(file, "UPDATE runs SET facts = x'00'");

        Assert.Contains("its row is damaged", Typed.Run("resume", "1", "--store", file).Error, StringComparison.Ordinal);
        Assert.Contains("damaged (actorvm resume 1 --from-last-good)", Typed.Run("runs", "--store", file).Out, StringComparison.Ordinal);
        Assert.Equal(whole.Report, Typed.Run("resume", "1", "--store", file, "--from-last-good").Report);
    }

    [Fact]
    public void A_run_whose_row_is_gone_is_missed_and_made_again_from_its_journal()
    {
        var file = Kept(out var whole);
        Change(file, "DELETE FROM runs");

        var told = Typed.Run("runs", "--store", file).Error;
        Assert.Contains("the row of a run is gone, its journal is there. Make it again: actorvm resume run-", told, StringComparison.Ordinal);
        Assert.Equal(whole.Report, Typed.Run([.. told[told.IndexOf("resume", StringComparison.Ordinal)..].TrimEnd().Split(' '), "--store", file]).Report);
        Assert.Equal("", Typed.Run("runs", "--store", file).Error);
    }

    [Fact]
    public void Another_engine_is_refused_and_may_go_on_as_far_as_it_agrees()
    {
        var file = Kept(out var whole);
        using (var store = Store.Open(file))
        {
            var lease = store.Take(store.Find("kept"));
            store.Update(lease, facts => facts with { Engine = "0.0.9-elsewhere" });
            store.Release(lease);
        }

        Assert.Contains("run 1: was recorded with engine 0.0.9-elsewhere, this is ", Typed.Run("resume", "kept", "--store", file).Error, StringComparison.Ordinal);
        Assert.Equal(whole.Report, Typed.Run("resume", "kept", "--store", file, "--from-last-good").Report);
        Assert.Equal("", Typed.Run("resume", "kept", "--store", file).Error);
    }

    [Fact]
    public void An_edited_scenario_is_told_and_the_recorded_text_goes_on()
    {
        var (file, scenario) = (Places.File(), Path.Combine(Places.Folder(), "mine.yaml"));
        File.Copy(Path.Combine(ScenarioLibrary.Folder, "two-drivers.yaml"), scenario);
        var (wanted, text) = (Typed.Run("run", scenario), File.ReadAllText(scenario));
        Typed.Run("run", scenario, "--store", file, "--stop-after", "700");
        File.AppendAllText(scenario, "# edited\n");

        var resumed = Typed.Run("resume", "1", "--store", file);

        Assert.Equal(
            $"run 1: mine.yaml was edited since: its text is {StoredScenario.HashOf(File.ReadAllText(scenario))}, the recorded one {StoredScenario.HashOf(text)}. What was begun goes on with the recorded text\n",
            resumed.Error);
        Assert.Equal(wanted.Out, resumed.Report);
    }

    [Theory]
    [InlineData("UPDATE journal SET message = 'text' WHERE sequence_number = 4", "run 1, batch 4: is damaged: its hash does not fit. Batches before it are good")]
    [InlineData("UPDATE journal SET sequence_number = x'00' WHERE sequence_number = 4", "run 1, batch 4: is missing. Batches before it are good")]
    [InlineData("DELETE FROM journal WHERE sequence_number = 1", "run 1, batch 1: is missing. Nothing of the run can be made again without it: actorvm delete 1, and ")]
    [InlineData("UPDATE runs SET facts = 1.5", "run 1: its row is damaged: its hash does not fit. It can be made again from its journal")]
    [InlineData("UPDATE runs SET persistence_id = x'00'", "run 1: its row is damaged: its hash does not fit. It can be made again from its journal")]
    [InlineData("UPDATE migrations SET number = 'two' WHERE number = 2", "its table of migrations is damaged")]
    [InlineData("DELETE FROM migrations", "its tables are not as this program made them (")]
    [InlineData("ALTER TABLE journal RENAME COLUMN message TO messages", "its tables are not as this program made them (")]
    public void A_value_of_another_kind_is_damage_as_any_other(string sql, string message)
    {
        var file = Kept(out _);
        Change(file, sql);

        var told = Typed.Run("resume", "1", "--store", file);

        Assert.Equal(ExitCode.WrongInput, told.Code);
        Assert.Contains(message, Assert.Single(told.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE work SET state = x'00' WHERE number = 5", "item 5 is damaged")]
    [InlineData("UPDATE work SET number = 0.5 WHERE number = 0", "item -1 is damaged")]
    public void An_item_of_an_exploration_of_which_a_column_is_no_number_is_done_anew(string sql, string message)
    {
        var file = Places.File();
        using (var store = Store.Open(file))
            Explorations.Begun(store, "mine", "lost_update 3");
        Change(file, sql);

        Assert.Contains($"{message}: its hash does not fit. Have it done anew", Typed.Run("resume", "mine", "--store", file).Error, StringComparison.Ordinal);
        Assert.Contains("verdict: correct in all 90 traces", Typed.Run("resume", "mine", "--store", file, "--from-last-good").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exploration_whose_end_cannot_be_kept_says_so_instead_of_waiting_for_itself()
    {
        var file = Places.File();
        using (var store = Store.Open(file))
            Explorations.Begun(store, "mine", "lost_update 2");
        Change(file, "UPDATE journal SET ordering = 9223372036854775807");

        var told = Typed.Run("resume", "mine", "--store", file);

        Assert.Equal(ExitCode.WrongInput, told.Code);
        Assert.Contains("the disk is full", Assert.Single(told.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_discovery_that_is_gone_is_missed_and_put_together_again()
    {
        var file = Places.File();
        Typed.Run("explore", "races/h14-free-page-stolen", "--strategy", "pct", "--store", file);
        var whole = Typed.Run("show", "1", "--store", file);
        Change(file, "DELETE FROM discoveries");

        Assert.Contains("found 1, of which 0 are there. Have them put together again", Typed.Run("show", "1", "--store", file).Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.PropertyFailed, Typed.Run("resume", "1", "--store", file, "--from-last-good").Code);
        Assert.Equal(whole.Out, Typed.Run("show", "1", "--store", file).Out);
    }

    [Fact]
    public void A_damaged_snapshot_does_not_keep_a_store_from_being_compacted()
    {
        var file = Kept(out var whole);
        Change(file, "UPDATE snapshot SET snapshot = NULL WHERE sequence_number = (SELECT max(sequence_number) FROM snapshot)");

        var told = Typed.Run("compact", "--store", file);

        Assert.Equal(ExitCode.Ok, told.Code);
        Assert.EndsWith("is damaged: its hash does not fit; all snapshots of run 1 stay\n", told.Error, StringComparison.Ordinal);
        Assert.Equal(whole.Report, Typed.Run("resume", "1", "--store", file).Report);
    }

    private static string Kept(out Typed whole)
    {
        var file = Places.File();
        whole = Typed.Run("run", "two-drivers", "--store", file, "--snapshot-every", "500", "--name", "kept");
        return file;
    }

    private static void Change(string file, string sql)
    {
        using var connection = Database.At(file).Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
