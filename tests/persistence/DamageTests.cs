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
