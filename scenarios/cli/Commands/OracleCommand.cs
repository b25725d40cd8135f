using System.CommandLine;
using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Reports;
using ActorVm.Simulation;
using ActorVm.Simulation.Models;

using Spectre.Console;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm oracle MODEL [ARGS…]</c> and <c>actorvm oracle --all</c>: the explorer checked against known answers.</summary>
internal static class OracleCommand
{
    public static Command Create(Shell shell)
    {
        var words = new Argument<string[]>("MODEL") { Description = "A model and its arguments, such as: philosophers 3 ordered.", Arity = ArgumentArity.ZeroOrMore };
        var engine = new Option<string>("--engine") { Description = "dpor (optimal), source (source sets), states, dfs, or all but source.", DefaultValueFactory = _ => "all" };
        engine.AcceptOnlyFromAmong("dpor", "source", "states", "dfs", "all");
        var delivery = new Option<string>("--delivery") { Description = "fifo: each channel in order; bag: any message.", DefaultValueFactory = _ => "fifo" };
        delivery.AcceptOnlyFromAmong("fifo", "bag");
        var all = new Option<bool>("--all") { Description = "Every model of the table, expected beside found." };
        var reduce = new Option<bool>("--reduce") { Description = "With --engine states: leave out situations that differ only in whose turn came first." };
        var json = new Option<bool>("--json") { Description = "JSON instead of text." };
        var command = new Command("oracle", "Explore small models whose counts are known.") { words, engine, delivery, reduce, all, json };
        command.SetAction(arguments =>
        {
            var isJson = arguments.GetValue(json);
            if (arguments.GetValue(all))
                return CheckAll(shell, isJson);

            var model = string.Join(' ', arguments.GetValue(words) ?? []);
            if (model.Length == 0)
                throw new ScenarioException(new Place("oracle"), $"which model? {Usages()}; or --all");

            if (arguments.GetValue(reduce) && arguments.GetValue(engine) != "states")
                throw new ScenarioException(new Place("--reduce"), "is for --engine states; dpor reduces by itself");

            using var watch = new ModelWatch(shell);
            var counts = Count(watch, model, arguments.GetValue(delivery) == "bag" ? Delivery.Bag : Delivery.Fifo, arguments.GetValue(engine)!, arguments.GetValue(reduce));
            if (isJson)
                shell.Out.WriteLine(Object(counts).ToJsonString(JsonReport.Readable));
            else
                Write(shell, counts, watch);

            return watch.IsAsked && !counts.IsComplete ? ExitCode.Interrupted : ExitCode.Ok;
        });
        return command;
    }

    private static string Usages() => string.Join("; ", OracleModel.All.Select(model => $"{model.Name} {model.Usage}"));

    private static ModelCounts Count(ModelWatch watch, string model, Delivery delivery, string engine, bool reduced)
    {
        try
        {
            return ModelCounts.Of(OracleModel.Build(model, delivery), model, engine, reduced, watch);
        }
        catch (ArgumentException wrong)
        {
            throw new ScenarioException(new Place("oracle"), wrong.Message);
        }
    }

    private static void Write(Shell shell, ModelCounts counts, ModelWatch watch)
    {
        foreach (var (name, count) in counts.Named())
            shell.Out.WriteLine($"{name,-12}{count,14:N0}");

        if (counts.Reduction is not null)
            shell.Out.WriteLine(counts.Reduction);
        if (!counts.IsComplete)
            shell.Out.WriteLine($"not complete: {(watch.Why is { Length: > 0 } why ? why : "some schedules were left out")}");
    }

    private static JsonObject Object(ModelCounts counts)
    {
        var json = new JsonObject { ["model"] = counts.Model };
        foreach (var (name, count) in counts.Named())
            json[name] = count;

        if (counts.Reduction is not null)
            json["reduction"] = counts.Reduction;
        json["complete"] = counts.IsComplete;
        return json;
    }

    private static int CheckAll(Shell shell, bool isJson)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var heading in new[] { "model", "delivery", "traces", "schedules", "states", "transitions", "ends", "" })
            table.AddColumn(new TableColumn(heading) { Padding = new Padding(0, 0, 2, 0), Alignment = heading is "model" or "delivery" or "" ? Justify.Left : Justify.Right });

        var rows = new JsonArray();
        var agrees = true;
        foreach (var known in KnownAnswers.All)
        {
            var found = ModelCounts.Of(OracleModel.Build(known.Model, known.Delivery), known);
            var same = found.Agrees(known);
            agrees &= same;
            rows.Add(Object(found));
            table.AddRow(
                known.Model, known.Delivery.ToString().ToLowerInvariant(), Both(known.Traces, found.Traces), Both(known.Schedules, found.Schedules),
                Both(known.States, found.States), Both(known.Transitions, found.Transitions), Both(known.Ends, found.Ends), same ? "agrees" : "DIFFERS");
        }

        if (isJson)
        {
            shell.Out.WriteLine(rows.ToJsonString(JsonReport.Readable));
        }
        else
        {
            shell.Console.Write(table);
            shell.Out.WriteLine(agrees ? "every count agrees" : "some counts differ");
        }

        return agrees ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    private static string Both(long expected, long? found) => (expected, found) switch
    {
        (0, null) => "",
        (0, _) => $"{found:N0}",
        (_, null) => $"{expected:N0} / not counted",
        _ => $"{expected:N0} / {found:N0}",
    };
}
