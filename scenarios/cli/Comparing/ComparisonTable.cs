using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

using Spectre.Console;

namespace ActorVm.Cli.Comparing;

/// <summary>A comparison as one table, for people and for programs.</summary>
internal static class ComparisonTable
{
    public const string MendedNote =
        "mended heeds M_NOWAIT: where pages would have to be written it refuses at once, while the kernel's own texts ignore the flag and sleep.";

    private static readonly string[] Headings = ["scenario", "revision", "algorithm", ">granted", ">success", ">95 % confidence", ">median", ">99 %", ">laundered", ">taken", ">broken"];

    public static void Write(Comparison comparison, IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var heading in Headings)
        {
            table.AddColumn(new TableColumn($"[grey]{heading.TrimStart('>')}[/]") { Alignment = heading[0] == '>' ? Justify.Right : Justify.Left, NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }

        var before = "";
        foreach (var row in comparison.Rows)
        {
            table.AddRow([.. Cells(row, isFirst: row.Scenario != before).Select(Markup.Escape)]);
            before = row.Scenario;
        }

        console.Write(table);
        console.WriteLine();
        console.WriteLine($"{comparison.Seeds} seeds each. granted: of the requests wanted; laundered: pages written for contigmalloc, a run;");
        console.WriteLine("taken: pages in use by programs that contigmalloc took out of use, a run; broken: runs with a panic, a spin or a broken invariant.");
        if (comparison.HasMended)
        {
            console.WriteLine(MendedNote);
        }
    }

    public static JsonObject Object(Comparison comparison) => new()
    {
        ["seeds"] = comparison.Seeds,
        ["rows"] = new JsonArray([.. comparison.Rows.Select(Row)]),
    };

    /// <summary>Success in per cent, as all reports write it.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    public static string Latency(Duration? latency) => latency is { } known ? Times.Text(Rounded(known)) : "–";

    public static string Pages(double perRun) => string.Create(CultureInfo.InvariantCulture, $"{perRun:#,0.#}");

    private static string[] Cells(ComparedRow row, bool isFirst) =>
    [
        isFirst ? row.Scenario : "",
        row.Variant.Revision,
        row.Variant.Algorithm,
        string.Create(CultureInfo.InvariantCulture, $"{row.Granted}/{row.Wanted}"),
        Percent(row.Success.Value),
        string.Create(CultureInfo.InvariantCulture, $"{row.Success.Low * 100:0.0}–{row.Success.High * 100:0.0}"),
        Latency(row.LatencyMedian),
        Latency(row.Latency99),
        Pages(row.LaunderedPerRun),
        Pages(row.TakenPerRun),
        row.RunsBroken == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{row.RunsBroken}/{row.Runs}"),
    ];

    // Three digits are what a person compares.
    private static Duration Rounded(Duration latency)
    {
        var unit = 1L;
        while (latency.Nanoseconds / unit >= 1000)
        {
            unit *= 10;
        }

        return new Duration((latency.Nanoseconds + (unit / 2)) / unit * unit);
    }

    private static JsonObject Row(ComparedRow row) => new()
    {
        ["scenario"] = row.Scenario,
        ["revision"] = row.Variant.Revision,
        ["algorithm"] = row.Variant.Algorithm,
        ["runs"] = row.Runs,
        ["requests"] = row.Wanted,
        ["granted"] = row.Granted,
        ["answered"] = row.Latencies.Length,
        ["success_rate"] = row.Success.Value,
        ["success_low_95"] = row.Success.Low,
        ["success_high_95"] = row.Success.High,
        ["latency_median_ns"] = row.LatencyMedian?.Nanoseconds,
        ["latency_99_ns"] = row.Latency99?.Nanoseconds,
        ["pages_laundered"] = row.PagesLaundered,
        ["pages_taken"] = row.PagesTaken,
        ["runs_broken"] = row.RunsBroken,
    };
}
