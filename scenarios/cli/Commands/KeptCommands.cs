using System.CommandLine;
using System.Globalization;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Files;
using ActorVm.Cli.Recording;
using ActorVm.Persistence;

namespace ActorVm.Cli.Commands;

/// <summary>Commands about one run of a store: <c>show</c>, <c>fork</c>, <c>export-run</c>, <c>import-run</c>, <c>delete</c>, <c>compact</c>.</summary>
internal static class KeptCommands
{
    public static IEnumerable<Command> Create(Shell shell) => [Show(shell), Fork(shell), Export(shell), Import(shell), Delete(shell), Compact(shell)];

    private static Command Show(Shell shell)
    {
        var (id, kept) = (Run(), new StoreOptions());
        var at = new Option<long?>("--at") { Description = "As it was after so many steps; its last state if left out." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("show", "Memory map and counters of a run at any of its steps; of an exploration what is done, what is left and what was found.") { id, at, json, kept.Store };
        command.SetAction(arguments =>
        {
            using var store = kept.OpenExisting(arguments);
            var run = store.Find(arguments.GetValue(id)!);
            if (run.IsExploration)
            {
                return new ExplorationKeeper(store, shell, arguments.GetValue(json)).Show(run);
            }

            var keeper = new RunKeeper(store, progress: null);
            var (_, _, restored) = keeper.At(run, arguments.GetValue(at));
            var told = new Kept(shell, store);
            told.Remark(keeper.Remarks);
            told.Write(restored.Run.Report(), arguments.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Fork(Shell shell)
    {
        var (id, kept) = (Run(), new StoreOptions());
        var at = new Option<long>("--at") { Description = "The step after which the new run goes its own way.", Required = true };
        var seed = SeedOption.Make("Seed of every choice from there on.");
        var set = new Option<string[]>("--set") { Description = "KEY=VALUE: any key of the scenario that is not part of the state already.", DefaultValueFactory = _ => [] };
        var command = new Command("fork", "Make a new run that begins with a past state of another.") { id, at, seed, set, kept.Name, kept.Store };
        command.SetAction(arguments =>
        {
            using var store = kept.OpenExisting(arguments);
            var keeper = new RunKeeper(store, progress: null);
            var parent = store.Find(arguments.GetValue(id)!);
            var forked = keeper.Fork(parent, arguments.GetValue(at), arguments.GetValue(seed), arguments.GetValue(set)!, arguments.GetValue(kept.Name));
            new Kept(shell, store).Remark(keeper.Remarks);
            shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {forked.Id} begins where run {parent.Id} was after {forked.Facts.Steps:N0} steps. Go on with: actorvm resume {forked.Id}{StoreOptions.Suffix(store)}"));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Export(Shell shell)
    {
        var (id, kept) = (Run(), new StoreOptions());
        var file = new Option<string>("--out") { Description = "The file to write.", Required = true };
        var command = new Command("export-run", "Write a whole run to one file, which any store can take in.") { id, file, kept.Store };
        command.SetAction(arguments =>
        {
            using var store = kept.OpenExisting(arguments);
            var run = store.Find(arguments.GetValue(id)!);
            var path = arguments.GetValue(file)!;
            try
            {
                var unfinished = path + ".part";
                using (var stream = new FileStream(unfinished, FileMode.Create))
                {
                    RunArchive.Export(store, run, stream);
                }

                File.Move(unfinished, path, overwrite: true);
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
            {
                throw new ScenarioException(new Place($"--out {path}"), $"cannot be written: {wrong.Message}", wrong);
            }

            shell.Out.WriteLine($"run {run.Id} is in {path}, {Kept.Bytes(new FileInfo(path).Length)}. Take it in with: actorvm import-run {path}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Import(Shell shell)
    {
        var kept = new StoreOptions();
        var file = new Argument<string>("FILE") { Description = "What export-run wrote." };
        var command = new Command("import-run", "Take a run into a store.") { file, kept.Store };
        command.SetAction(arguments =>
        {
            var path = arguments.GetValue(file)!;
            using var store = kept.Open(arguments);
            try
            {
                var run = RunArchive.Import(store, path, File.ReadAllBytes(path));
                var size = run.IsExploration ? $"{run.Facts.Kind}, {store.WorkDone(run):N0} of {run.Facts.Items:N0} items of work done" : $"{run.Facts.Steps:N0} steps";
                shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {run.Id}{(run.Name is { } name ? $", {name}" : "")}: {run.Facts.Scenario}, {size}"));
            }
            catch (Exception wrong) when (UnreadableFile.IsMeant(wrong))
            {
                throw UnreadableFile.Of(path, wrong);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Delete(Shell shell)
    {
        var (id, kept) = (Run(), new StoreOptions());
        var command = new Command("delete", "Delete a run and all that was kept of it.") { id, kept.Store };
        command.SetAction(arguments =>
        {
            using var store = kept.OpenExisting(arguments);
            var run = store.FindDamaged(arguments.GetValue(id)!);
            store.Delete(store.Take(run));
            shell.Out.WriteLine($"run {run.Id} is deleted");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Compact(Shell shell)
    {
        var kept = new StoreOptions();
        var command = new Command("compact", "Drop snapshots of runs that are done, but the last; give the space back. Every step can still be shown, only slower.") { kept.Store };
        command.SetAction(arguments =>
        {
            using var store = kept.OpenExisting(arguments);
            var before = store.BytesUsed;
            foreach (var run in store.Runs().Where(run => run.Facts is { State: RunState.Done, Kind: "run" }))
            {
                try
                {
                    Thin(store, run);
                }
                catch (StoreException damage) when (damage.IsDamage)
                {
                    shell.Error.WriteLine($"{damage.Message}; all snapshots of run {run.Id} stay");
                }
            }

            store.Compact();
            shell.Out.WriteLine($"{store.Name}: {Kept.Bytes(before)} before, {Kept.Bytes(store.BytesUsed)} now");
            return ExitCode.Ok;
        });
        return command;
    }

    // The last, and what it is based on; and the first of a fork, which cannot be made again.
    private static void Thin(Store store, StoredRun run)
    {
        var all = store.Snapshots(run);
        var needed = new SortedSet<long> { 1 };
        for (var next = all.Count > 0 ? all[0].Sequence : 0; next > 0; next = store.Snapshot(run, next, out _).Base)
        {
            needed.Add(next);
        }

        var lease = store.Take(run);
        store.DropSnapshots(lease, [.. all.Select(snapshot => snapshot.Sequence).Except(needed)], facts => facts with { SnapshotBytes = all.Where(snapshot => needed.Contains(snapshot.Sequence)).Sum(snapshot => snapshot.Bytes) });
        store.Release(lease);
    }

    private static Argument<string> Run() => new("ID") { Description = "Number or name of a run (actorvm runs)." };
}
