using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Reports;

using Spectre.Console;

namespace ActorVm.Cli.Live;

/// <summary>What is said of a live run: what <c>run</c> says, and how it was on real threads.</summary>
internal static class LiveReport
{
    public static void Write(IAnsiConsole console, LiveOutcome outcome)
    {
        new TextReport(console).Write(outcome.Report!);
        var record = outcome.Record;
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Live: {record.DeliveryCount:N0} deliveries in {record.Took.TotalSeconds:0.00} s on real threads, {outcome.DeliveriesPerSecond:N0}/s"));
        if (record.Failure is { } failure)
            console.WriteLine($"Stopped: {record.End.NameOf(failure.Actor)} threw: {failure.Thrown.Message}");
        console.WriteLine(outcome.Agrees ? "Made again in the simulation: the same states." : $"Made again in the simulation it ends in another state, {outcome.Report!.StateHash} instead of {record.End.Fingerprint}: a mistake of ActorVm's own");
    }

    /// <summary>As text or as JSON, to be kept.</summary>
    public static string Told(LiveOutcome outcome, bool asJson)
    {
        if (asJson)
            return Object(outcome).ToJsonString(JsonReport.Readable) + Environment.NewLine;
        using var text = new StringWriter();
        Write(Shell.Plain(text), outcome);
        return text.ToString();
    }

    private static JsonObject Object(LiveOutcome outcome)
    {
        var text = JsonReport.Object(outcome.Report!);
        text["live"] = new JsonObject
        {
            ["deliveries"] = outcome.Record.DeliveryCount,
            ["seconds"] = outcome.Record.Took.TotalSeconds,
            ["deliveries_per_s"] = (long)outcome.DeliveriesPerSecond,
            ["agrees"] = outcome.Agrees,
            ["stopped"] = outcome.Record.Failure?.Thrown.Message,
        };
        return text;
    }
}
