using System.Globalization;
using System.Net;
using System.Text;

namespace ActorVm.Cli.Comparing;

/// <summary>The CSS class a variant is drawn with: a colour for its revision, filled for the new algorithm and hollow for the old.</summary>
internal static class VariantClass
{
    public static string Of(Variant variant) => $"r{variant.Revision.Replace(".", "-", StringComparison.Ordinal)} {variant.Algorithm}";
}

/// <summary>A comparison as one page that needs nothing else: no script, no font, no picture from elsewhere.</summary>
internal sealed class HtmlReport
{
    private readonly Comparison comparison;
    private readonly LatencyAxis latencies;
    private readonly StringBuilder page = new();

    private HtmlReport(Comparison comparison) => (this.comparison, latencies) = (comparison, new LatencyAxis(comparison.Rows));

    public static string Text(Comparison comparison)
    {
        var report = new HtmlReport(comparison);
        report.AddHead();
        report.AddOverview();
        foreach (var scenario in comparison.Scenarios)
        {
            report.AddScenario(scenario);
        }

        report.AddTable();
        return report.page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private void AddHead()
    {
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append("<title>What drivers get, and what it costs</title>\n<style>\n").Append(HtmlStyle.Css).Append("</style>\n</head>\n<body>\n<main>\n");
        Add($"<h1>What drivers get, and what it costs</h1>\n<p class=\"lead\">contigmalloc(9) in {comparison.Scenarios.Count} scenarios, each run with {comparison.Seeds} seeds as ");
        Add($"{string.Join(", ", comparison.Variants.Select(variant => $"<b class=\"{VariantClass.Of(variant)}\">{variant}</b>"))}: revision of vm_contig.c and algorithm.</p>\n");
        page.Append("<dl>\n<dt>granted</dt><dd>Requests that got memory, of all that the scenario's drivers make; with Wilson's 95 % confidence interval, as if requests did not depend on each other.</dd>\n");
        page.Append("<dt>latency</dt><dd>Virtual time from the call to its answer, memory or NULL.</dd>\n");
        page.Append("<dt>laundered</dt><dd>Pages handed to a pager for contigmalloc, a run.</dd>\n");
        page.Append("<dt>taken</dt><dd>Pages in use by programs that contigmalloc took out of use, a run. A program that still needs one has to fault for it.</dd>\n");
        page.Append("<dt>○ ●</dt><dd>Hollow is the old algorithm, filled the new one; a colour is a revision. All charts have the same axes for success and latency.</dd>\n");
        page.Append("<dt>broken</dt><dd>Runs in which the kernel panicked, a call spun for ever, or an invariant of memory was violated.</dd>\n</dl>\n");
        if (comparison.HasMended)
        {
            Add($"<p>{ComparisonTable.MendedNote}</p>\n");
        }
    }

    private void AddOverview()
    {
        page.Append("<h2>Requests granted</h2>\n<div class=\"wide\"><table class=\"overview\">\n<thead><tr><th></th>");
        foreach (var variant in comparison.Variants)
        {
            Add($"<th class=\"{VariantClass.Of(variant)}\">{variant}</th>");
        }

        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var scenario in comparison.Scenarios)
        {
            Add($"<tr><th><a href=\"#{scenario.Name}\">{Escaped(scenario.Name)}</a></th>");
            foreach (var row in comparison.RowsOf(scenario))
            {
                Add($"<td style=\"--share:{row.Success.Value * 100:0}%\">{row.Success.Value * 100:0} %{(row.RunsBroken > 0 ? " <span class=\"broken\" title=\"broken runs\">✕</span>" : "")}</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private void AddScenario(ComparedScenario scenario)
    {
        ComparedRow[] rows = [.. comparison.RowsOf(scenario)];
        Add($"<section id=\"{scenario.Name}\">\n<h2>{Escaped(scenario.Name)}</h2>\n<p>{Escaped(scenario.Story)}</p>\n");
        page.Append("<div class=\"wide\">").Append(new ScenarioChart(rows, latencies).Text()).Append("</div>\n");
        foreach (var row in rows.Where(row => row.RunsBroken > 0))
        {
            Add($"<p class=\"broken\">✕ {row.Variant}: {row.RunsBroken} of {row.Runs} runs broken</p>\n");
        }

        page.Append("</section>\n");
    }

    private void AddTable()
    {
        page.Append("<h2>All numbers</h2>\n<div class=\"wide\"><table>\n<thead><tr><th>scenario</th><th>variant</th><th>granted</th><th>success</th><th>95 % confidence</th>");
        page.Append("<th>median</th><th>99 %</th><th>laundered</th><th>taken</th><th>broken</th></tr></thead>\n<tbody>\n");
        foreach (var row in comparison.Rows)
        {
            Add($"<tr><th>{Escaped(row.Scenario)}</th><td class=\"{VariantClass.Of(row.Variant)}\">{row.Variant}</td><td>{row.Granted}/{row.Wanted}</td><td>{ComparisonTable.Percent(row.Success.Value)}</td>");
            Add($"<td>{row.Success.Low * 100:0.0}–{row.Success.High * 100:0.0}</td><td>{ComparisonTable.Latency(row.LatencyMedian)}</td><td>{ComparisonTable.Latency(row.Latency99)}</td>");
            Add($"<td>{ComparisonTable.Pages(row.LaunderedPerRun)}</td><td>{ComparisonTable.Pages(row.TakenPerRun)}</td><td>{(row.RunsBroken == 0 ? "" : $"{row.RunsBroken}/{row.Runs}")}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private void Add(FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture));

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
