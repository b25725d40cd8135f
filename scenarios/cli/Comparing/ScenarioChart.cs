using System.Globalization;
using System.Text;

namespace ActorVm.Cli.Comparing;

/// <summary>
/// The chart of one scenario, a line for each variant: success with its confidence interval, latency from the median to the
/// 99th percentile, pages laundered and taken. Success and latency have the same axis in all charts, so charts can be compared.
/// </summary>
internal sealed class ScenarioChart(IReadOnlyList<ComparedRow> rows, LatencyAxis latencies)
{
    private const int Width = 960;
    private const int Top = 34;
    private const int LineHeight = 28;
    private const int Success = 120;
    private const int SuccessWidth = 190;
    private const int Latency = 390;
    private const int LatencyWidth = 250;
    private const int Pages = 720;
    private const int PagesWidth = 150;

    private readonly StringBuilder svg = new();
    private readonly double pagesMax = Math.Max(1, rows.Max(row => Math.Max(row.LaunderedPerRun, row.TakenPerRun)));

    private int Bottom => Top + (rows.Count * LineHeight);

    public string Text()
    {
        Add($"<svg viewBox=\"0 0 {Width} {Bottom + 22}\" role=\"img\" aria-label=\"Success, latency and pages of each variant\">");
        AddHeadings();
        AddGrid();
        for (var i = 0; i < rows.Count; i++)
        {
            AddRow(rows[i], Top + (i * LineHeight) + (LineHeight / 2));
        }

        return svg.Append("</svg>\n").ToString();
    }

    private void AddHeadings()
    {
        Add($"<g class=\"heading\"><text x=\"{Success}\" y=\"14\">requests granted</text><text x=\"{Latency}\" y=\"14\">latency: median ●, 99th percentile ⊣</text>");
        Add($"<text x=\"{Pages}\" y=\"14\">pages: laundered, taken (pale)</text></g>");
    }

    private void AddGrid()
    {
        foreach (var percent in (int[])[0, 25, 50, 75, 100])
        {
            AddGridLine(Success + (SuccessWidth * percent / 100.0), string.Create(CultureInfo.InvariantCulture, $"{percent} %"));
        }

        foreach (var (place, name) in latencies.Marks())
        {
            AddGridLine(Latency + (LatencyWidth * place), name);
        }

        AddGridLine(Pages, "0");
    }

    private void AddGridLine(double x, string name)
    {
        Add($"<line class=\"grid\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Top - 8}\" y2=\"{Bottom}\"/>");
        Add($"<text class=\"axis\" x=\"{x:0.#}\" y=\"{Bottom + 15}\">{name}</text>");
    }

    private void AddRow(ComparedRow row, int y)
    {
        Add($"<g class=\"{VariantClass.Of(row.Variant)}\"><text class=\"name\" x=\"0\" y=\"{y + 4}\">{row.Variant}</text>");
        AddSuccess(row, y);
        AddLatency(row, y);
        AddPages(row, y);
        Add($"</g>");
    }

    private void AddSuccess(ComparedRow row, int y)
    {
        double At(double share) => Success + (SuccessWidth * share);
        Add($"<g><title>{row.Granted} of {row.Wanted} requests</title>");
        Add($"<line class=\"whisker\" x1=\"{At(row.Success.Low):0.#}\" x2=\"{At(row.Success.High):0.#}\" y1=\"{y}\" y2=\"{y}\"/>");
        Add($"<circle cx=\"{At(row.Success.Value):0.#}\" cy=\"{y}\" r=\"5\"/></g>");
        Add($"<text class=\"value\" x=\"{Success + SuccessWidth + 14}\" y=\"{y + 4}\">{row.Success.Value * 100:0} %</text>");
    }

    private void AddLatency(ComparedRow row, int y)
    {
        if (row.LatencyMedian is not { } median || row.Latency99 is not { } most)
        {
            Add($"<text class=\"value\" x=\"{Latency + 6}\" y=\"{y + 4}\">no answer in time</text>");
            return;
        }

        var (from, to) = (Latency + (LatencyWidth * latencies.PlaceOf(median)), Latency + (LatencyWidth * latencies.PlaceOf(most)));
        Add($"<g><title>median {ComparisonTable.Latency(median)}, 99 % {ComparisonTable.Latency(most)}</title>");
        Add($"<line class=\"whisker\" x1=\"{from:0.#}\" x2=\"{to:0.#}\" y1=\"{y}\" y2=\"{y}\"/>");
        Add($"<line class=\"whisker\" x1=\"{to:0.#}\" x2=\"{to:0.#}\" y1=\"{y - 5}\" y2=\"{y + 5}\"/><circle cx=\"{from:0.#}\" cy=\"{y}\" r=\"5\"/></g>");
        Add($"<text class=\"value\" x=\"{Latency + LatencyWidth + 14}\" y=\"{y + 4}\">{ComparisonTable.Latency(median)}</text>");
    }

    private void AddPages(ComparedRow row, int y)
    {
        AddBar("laundered", row.LaunderedPerRun, y - 9);
        AddBar("taken", row.TakenPerRun, y + 1);
    }

    private void AddBar(string kind, double pages, int y)
    {
        Add($"<rect class=\"{kind}\" x=\"{Pages}\" y=\"{y}\" width=\"{PagesWidth * pages / pagesMax:0.#}\" height=\"8\" rx=\"1.5\"><title>{ComparisonTable.Pages(pages)} pages {kind}</title></rect>");
        Add($"<text class=\"small\" x=\"{Pages + (PagesWidth * pages / pagesMax) + 6:0.#}\" y=\"{y + 8}\">{ComparisonTable.Pages(pages)}</text>");
    }

    private void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
