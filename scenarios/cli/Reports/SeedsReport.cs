using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

using Spectre.Console;

namespace ActorVm.Cli.Reports;

/// <summary>Many runs of one scenario, a line for each algorithm: how often drivers got what they asked for, and what it took.</summary>
internal sealed record SeedsReport(string Scenario, string Revision, IReadOnlyList<SeedsLine> Lines)
{
    public static SeedsLine Summarize(string algorithm, IReadOnlyList<RunReport> runs)
    {
        var requests = runs.SelectMany(run => run.Requests).ToArray();
        var latencies = requests.Select(request => request.Latency.Nanoseconds).Order().ToArray();

        return new SeedsLine(
            algorithm,
            runs.Count,
            requests.Length,
            requests.Count(request => request.Result == RequestOutcome.Granted),
            new Duration(At(latencies, 50)),
            new Duration(At(latencies, 99)),
            requests.Sum(request => request.PagesLaundered),
            runs.Count(run => run.Verdict == Verdict.Failed));
    }

    public void Write(IAnsiConsole console)
    {
        console.MarkupLine($"[bold]{Markup.Escape(Scenario)}[/]: revision {Markup.Escape(Revision)}, {Lines.Max(line => line.Runs)} seeds");
        var table = new Table { Border = TableBorder.None };
        foreach (var column in (string[])["algorithm", "requests", "granted", "rate", "median", "99 %", "laundered", "failed runs"])
        {
            table.AddColumn(new TableColumn(column) { NoWrap = true, Alignment = column == "algorithm" ? Justify.Left : Justify.Right, Padding = new Padding(0, 0, 2, 0) });
        }

        foreach (var line in Lines)
        {
            table.AddRow(
                line.Algorithm, $"{line.Requests}", $"{line.Granted}", string.Create(CultureInfo.InvariantCulture, $"{line.Rate * 100:0.0} %"),
                Times.Text(line.LatencyMedian), Times.Text(line.Latency99), $"{line.PagesLaundered}", $"{line.FailedRuns}");
        }

        console.Write(table);
    }

    public JsonObject Object() => new()
    {
        ["scenario"] = Scenario,
        ["revision"] = Revision,
        ["algorithms"] = new JsonArray([.. Lines.Select(line => new JsonObject
        {
            ["algorithm"] = line.Algorithm,
            ["runs"] = line.Runs,
            ["requests"] = line.Requests,
            ["granted"] = line.Granted,
            ["success_rate"] = line.Rate,
            ["latency_median_ns"] = line.LatencyMedian.Nanoseconds,
            ["latency_99_ns"] = line.Latency99.Nanoseconds,
            ["pages_laundered"] = line.PagesLaundered,
            ["failed_runs"] = line.FailedRuns,
        })]),
    };

    private static long At(long[] sorted, int percentile) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, sorted.Length * percentile / 100)];
}

internal sealed record SeedsLine(
    string Algorithm, int Runs, int Requests, int Granted, Duration LatencyMedian, Duration Latency99, long PagesLaundered, int FailedRuns)
{
    public double Rate => Requests == 0 ? 0 : (double)Granted / Requests;
}
