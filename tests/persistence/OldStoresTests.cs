using System.IO.Compression;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Recording;
using ActorVm.Persistence;

namespace ActorVm.Tests.Persistence;

/// <summary>
/// Files that older programs wrote. <c>first</c>: the first that kept runs. <c>choices-1</c>: the last that kept choices as seven bits a
/// byte; one of its explorations was stopped half-way. <c>zlib-snapshots</c>: the last whose snapshots are packed by zlib; it has a fork.
/// </summary>
public sealed class OldStoresTests
{
    private const string Stopped = "stopped";

    [Theory]
    [InlineData("first", "finished:done, ok", "stopped:stopped")]
    [InlineData("choices-1", "finished:done, ok", "stopped:stopped", "verified:done, ok", "explored:done, ok", "half-way:cut off")]
    [InlineData("zlib-snapshots", "finished:done, ok", "stopped:stopped", "verified:done, ok", "explored:done, ok", "forked:stopped")]
    public void Every_run_is_listed(string old, params string[] runs) => Assert.Equal(
        runs,
        Typed.Run("runs", "--json", "--store", Copy(old)).Json.AsArray().Select(run => $"{run!["name"]}:{run["state"]}"));

    [Theory]
    [InlineData("first", "resume stopped")]
    [InlineData("first", "show finished --at 300")]
    [InlineData("choices-1", "fork finished --at 300")]
    [InlineData("choices-1", "resume half-way")]
    [InlineData("zlib-snapshots", "resume finished")]
    public void Going_on_with_another_engine_is_refused_with_both_names_and_what_to_do(string old, string words)
    {
        var (file, run) = (Copy(old), words.Split(' ')[1]);
        var told = Typed.Run([.. words.Split(' '), "--store", file]);

        Assert.Equal(ExitCode.WrongInput, told.Code);
        using var store = Store.Open(file);
        Assert.Contains($"with engine {store.Find(run).Facts.Engine}, this is {Engine.Id}", Assert.Single(told.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.EndsWith($"actorvm resume {store.Find(run).Id} --from-last-good\n", told.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("first", Stopped, 2)]
    [InlineData("first", "finished", 3)]
    [InlineData("choices-1", Stopped, 2)]
    [InlineData("choices-1", "finished", 3)]
    [InlineData("zlib-snapshots", Stopped, 2)]
    [InlineData("zlib-snapshots", "finished", 3)]
    public void A_run_goes_on_as_far_as_its_choices_lead_to_the_same_states(string old, string name, int last)
    {
        var (file, other) = (Copy(old), Places.File());
        var told = Typed.Run("resume", name, "--from-last-good", "--store", file);

        // A change of the kernel that leads these runs elsewhere is to be seen here; what they get then is a refusal with the batch.
        Assert.Equal(ExitCode.Ok, told.Code);
        Assert.Contains($"goes on after batch {last}, step {(name == Stopped ? 500 : 582)}\n", told.Error, StringComparison.Ordinal);
        Assert.Equal(Anew(file, name), told.Report);
        Assert.Equal(told.Report, Typed.Run("resume", name, "--store", file).Report);
        Assert.Equal(ExitCode.Ok, Typed.Run("show", name, "--at", "300", "--store", file).Code);
        var archive = Path.ChangeExtension(file, ".avr");
        Assert.Equal(ExitCode.Ok, Typed.Run("export-run", name, "--out", archive, "--store", file).Code);
        Assert.Equal(ExitCode.Ok, Typed.Run("import-run", archive, "--store", other).Code);
        Assert.Equal(told.Report, Typed.Run("resume", name, "--store", other).Report);
    }

    [Fact]
    public void An_exploration_that_another_engine_began_is_made_anew()
    {
        var told = Typed.Run("resume", "half-way", "--from-last-good", "--store", Copy("choices-1"));

        Assert.Equal(ExitCode.Ok, told.Code);
        Assert.Contains("verdict: correct in all 2,520 traces", told.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_exploration_came_to_is_told_as_it_was()
    {
        var file = Copy("zlib-snapshots");

        Assert.Contains("verdict: correct in all 90 traces", Typed.Run("resume", "verified", "--store", file).Out, StringComparison.Ordinal);
        Assert.Contains("nothing found in 50 runs, 22 of them different", Typed.Run("resume", "explored", "--store", file).Out, StringComparison.Ordinal);
        Assert.Contains("items of work: 13 done, 0 begun, 0 left", Typed.Run("show", "verified", "--store", file).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("choices-1")]
    [InlineData("zlib-snapshots")]
    public void Runs_are_exported_deleted_and_taken_in_again_as_they_are(string old)
    {
        var file = Copy(old);
        var archive = Path.ChangeExtension(file, ".avr");

        foreach (var words in (string[][])[["export-run", "finished", "--out", archive], ["delete", "finished"], ["delete", Stopped], ["compact"], ["import-run", archive]])
            Assert.Equal((words[0], ExitCode.Ok, ""), (words[0], Typed.Run([.. words, "--store", file]) is var told ? told.Code : 0, told.Error));
        Assert.Contains("was recorded with engine", Typed.Run("resume", "finished", "--store", file).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_an_older_program_exported_is_taken_in()
    {
        var told = Typed.Run("import-run", Path.Combine(AppContext.BaseDirectory, "old-stores", "finished.avr"), "--store", Places.File());

        Assert.Equal((ExitCode.Ok, "run 1, finished: small, 582 steps\n"), (told.Code, told.Out));
    }

    [Fact]
    public void A_journal_with_none_of_our_tables_beside_it_gets_them_and_stays_as_it_is()
    {
        var file = Copy("first");
        Ask(file, "DROP TABLE runs; DROP TABLE work; DROP TABLE discoveries; DELETE FROM migrations WHERE number > 1; SELECT 1");
        var before = Ask(file, "SELECT sum(length(message)) FROM journal");

        Assert.Equal(ExitCode.Ok, Typed.Run("run", "quiet-machine", "--stop-after", "100", "--store", file).Code);

        Assert.Equal(before, Ask(file, $"SELECT sum(length(message)) FROM journal WHERE persistence_id NOT IN (SELECT persistence_id FROM runs)"));
        Assert.Equal((long)Migration.All[^1].Number, Ask(file, "SELECT max(number) FROM migrations"));
    }

    private static string Anew(string file, string name)
    {
        using var store = Store.Open(file);
        var run = store.Find(name);
        var scenario = Path.Combine(Places.Folder(), "small.yaml");
        File.WriteAllText(scenario, store.HeaderOf(run).Text);
        return Typed.Run("run", scenario, "--seed", $"{run.Facts.Seed}").Out;
    }

    private static string Copy(string old)
    {
        var file = Places.File();
        using var packed = new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "old-stores", $"{old}.db.gz")), CompressionMode.Decompress);
        using var to = File.Create(file);
        packed.CopyTo(to);
        return file;
    }

    private static long Ask(string file, string sql)
    {
        using var connection = Database.At(file).Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
