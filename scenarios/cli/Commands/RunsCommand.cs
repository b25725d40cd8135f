using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Reports;
using ActorVm.Persistence;

using Spectre.Console;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm runs</c>.</summary>
internal static class RunsCommand
{
    public static Command Create(Shell shell)
    {
        var (kept, json) = (new StoreOptions(), new Option<bool>("--json") { Description = "A JSON list instead of a table." });
        var command = new Command("runs", "List the runs and explorations of a store.") { kept.Store, json };
        command.SetAction(arguments =>
        {
            using var store = kept.OpenExisting(arguments);
            var runs = store.Runs();
            var done = runs.Where(run => run.IsExploration).ToDictionary(run => run.Id, store.WorkDone);
            if (arguments.GetValue(json))
            {
                shell.Out.WriteLine(new JsonArray([.. runs.Select(Object)]).ToJsonString(JsonReport.Readable));
            }
            else
            {
                Write(shell.Console, runs, done);
            }

            foreach (var lost in store.WithoutRow())
            {
                shell.Error.WriteLine($"{store.Name}: the row of a run is gone, its journal is there. Make it again: actorvm resume {lost} --from-last-good");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<StoredRun> runs, Dictionary<long, long> done)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var column in (string[])[">id", "name", "kind", "scenario", ">seed", "state", ">steps", ">choices", ">a million steps", ">snapshots", "age"])
        {
            table.AddColumn(new TableColumn($"[grey]{column.TrimStart('>')}[/]") { NoWrap = true, Alignment = column[0] == '>' ? Justify.Right : Justify.Left, Padding = new Padding(0, 0, 2, 0) });
        }

        foreach (var run in runs)
        {
            table.AddRow(
                $"{run.Id}",
                Markup.Escape(run.Name ?? ""),
                run.Facts.Kind,
                Markup.Escape(run.Facts.Scenario),
                $"{run.Facts.Seed}",
                Markup.Escape(StateOf(run) + (done.TryGetValue(run.Id, out var items) && run.Facts.State != RunState.Done ? $", {items} of {run.Facts.Items} items of work done" : "")),
                run.Facts.Steps.ToString("N0", CultureInfo.InvariantCulture),
                run.IsExploration ? "" : Kept.Bytes(run.Facts.ChoiceBytes),
                run.IsExploration ? "" : Kept.Bytes(Kept.BytesPerMillionSteps(run.Facts)),
                run.IsExploration ? "" : Kept.Bytes(run.Facts.SnapshotBytes),
                Age(run.Age));
        }

        console.Write(table);
    }

    private static JsonObject Object(StoredRun run) => new()
    {
        ["id"] = run.Id,
        ["name"] = run.Name,
        ["kind"] = run.Facts.Kind,
        ["scenario"] = run.Facts.Scenario,
        ["seed"] = run.Facts.Seed,
        ["revision"] = run.Facts.Revision,
        ["engine"] = run.Facts.Engine,
        ["state"] = StateOf(run),
        ["steps"] = run.Facts.Steps,
        ["state_hash"] = run.Facts.StateHash,
        ["items"] = run.Facts.Items,
        ["choice_bytes"] = run.Facts.ChoiceBytes,
        ["choice_bytes_per_million_steps"] = Kept.BytesPerMillionSteps(run.Facts),
        ["snapshot_bytes"] = run.Facts.SnapshotBytes,
        ["age_ms"] = run.Age,
    };

    private static string StateOf(StoredRun run) => run.Facts.State switch
    {
        _ when run.Facts.Kind == "damaged" => $"damaged (actorvm resume {run.Id} --from-last-good)",
        RunState.Done => $"done, {run.Facts.Verdict}",
        _ when run.HeldBy is { } holder => $"running: {Persistence.Holder.Words(holder)}",
        RunState.Running => "cut off",
        _ => "stopped",
    };

    private static string Age(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds) switch
    {
        { TotalMinutes: < 1 } age => $"{age.Seconds} s",
        { TotalHours: < 1 } age => $"{age.Minutes} min",
        { TotalDays: < 1 } age => $"{age.Hours} h",
        var age => $"{age.Days} d",
    };
}
