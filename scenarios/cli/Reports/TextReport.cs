using System.Globalization;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Scenarios;

using Spectre.Console;

namespace ActorVm.Cli.Reports;

/// <summary>The report for people: coloured in a terminal, plain letters when piped.</summary>
internal sealed class TextReport(IAnsiConsole console)
{
    public void Write(RunReport report)
    {
        console.MarkupLine($"[bold]{Escaped(report.Scenario)}[/]: revision {Escaped(report.Revision)}, {report.Algorithm} algorithm, seed {report.Seed}");
        console.MarkupLine(Line($"{report.Steps:N0} steps, {Times.Text(report.VirtualTime)} of virtual time, state {report.StateHash}"));
        WriteRequests(report.Requests);
        if (report.OpenCalls > 0)
        {
            console.MarkupLine($"[yellow]{report.OpenCalls} more had not returned when the run ended[/]");
        }

        WriteCounts(report);
        WriteMalloc(report.Malloc);
        WritePicture("Memory before", report.Before);
        WritePicture("Memory after", report.After);
        WriteProperties(report.Properties);
        if (report.Note is { } note)
        {
            console.MarkupLine($"[grey]{Escaped(note)}[/]");
        }
    }

    private void WriteRequests(IReadOnlyList<RequestReport> requests)
    {
        if (requests.Count == 0)
        {
            return;
        }

        var table = TableOf("Requests", "driver", ">size", "result", "pages", "physical", ">latency", ">passes", ">laundered");
        foreach (var request in requests)
        {
            table.AddRow(
                Escaped(request.Driver),
                $"{new ByteSize(request.Size)}",
                ResultOf(request),
                PagesOf(request),
                request.PhysicalAddress is { } address ? $"0x{address:x8}" : "",
                Times.Text(request.Latency),
                $"{request.Passes}",
                Line($"{request.PagesLaundered:N0}"));
        }

        console.Write(table);
    }

    private static string ResultOf(RequestReport request)
    {
        var colour = request.Result switch { RequestOutcome.Granted => "green", RequestOutcome.Refused => "yellow", _ => "red" };
        var message = request.Message is null ? "" : $": {request.Message}";

        return $"[{colour}]{Escaped(Scalars.WordOf(request.Result) + message)}[/]";
    }

    private static string PagesOf(RequestReport request) =>
        request.StartPage is { } start ? $"{start}-{start + new ByteSize(request.Size).Pages - 1}" : "";

    private void WriteCounts(RunReport report)
    {
        var table = TableOf("Pages", "", ">before", ">after");
        foreach (var count in report.Counts)
        {
            var before = report.CountsBefore.FirstOrDefault(other => other.Name == count.Name);
            table.AddRow(Escaped(count.Name), before.Name is null ? "" : Line($"{before.Number:N0}"), Line($"{count.Number:N0}"));
        }

        console.Write(table);
        if (report.Counters.Count > 0)
        {
            var counters = TableOf("Counters", "", ">");
            foreach (var counter in report.Counters)
            {
                counters.AddRow(Escaped(counter.Name), Line($"{counter.Number:N0}"));
            }

            console.Write(counters);
        }
    }

    private void WriteMalloc(IReadOnlyList<MallocReport> types)
    {
        if (types.Count == 0)
        {
            return;
        }

        var table = TableOf("Malloc types", "type", ">inuse", ">memuse", ">maxused", ">calls");
        foreach (var type in types)
        {
            table.AddRow(Escaped(type.Type), Line($"{type.InUse:N0}"), Line($"{type.MemUse:N0}"), Line($"{type.MaxUsed:N0}"), Line($"{type.Calls:N0}"));
        }

        console.Write(table);
    }

    private void WritePicture(string title, MemoryPicture? picture)
    {
        if (picture is null)
        {
            return;
        }

        var lines = picture.Lines.ToArray();
        var legend = MemoryPicture.Legend.Where(entry => lines.Any(line => line.Contains(entry.Letter, StringComparison.Ordinal)));
        console.WriteLine();
        console.MarkupLine(Line($"[bold]{title}[/] ({(picture.PagesPerCell == 1 ? "a letter a page" : $"a letter for {picture.PagesPerCell:N0} pages")})"));
        foreach (var line in lines)
        {
            console.MarkupLine(string.Concat(Groups(line).Select(group => $"[{ColourOf(group[0])}]{Escaped(group)}[/]")));
        }

        console.MarkupLine(string.Join(", ", legend.Select(entry => $"[{ColourOf(entry.Letter)}]{entry.Letter}[/] {entry.Meaning}")));
    }

    private static IEnumerable<string> Groups(string line)
    {
        for (var (start, i) = (0, 1); i <= line.Length; i++)
        {
            if (i == line.Length || line[i] != line[start])
            {
                yield return line[start..i];
                start = i;
            }
        }
    }

    private static string ColourOf(char letter) => MemoryPicture.Legend.First(entry => entry.Letter == letter).Colour;

    private void WriteProperties(IReadOnlyList<PropertyReport> properties)
    {
        var table = TableOf("Properties", "kind", "name", "", "");
        table.Columns[^1].NoWrap = false;
        foreach (var property in properties)
        {
            table.AddRow(
                property.Kind,
                Escaped(property.Name),
                property.IsExpectedFailure ? "[green]as expected[/]" : property.Holds ? "[green]holds[/]" : "[red]FAILS[/]",
                property.Holds && !property.IsExpectedFailure ? "" : Escaped(property.Detail ?? ""));
        }

        if (properties.Count > 0)
        {
            console.Write(table);
        }

        var failed = properties.Count(property => !property.Holds);
        console.WriteLine();
        console.MarkupLine(failed == 0
            ? $"[green]ok[/]: {(properties.Count == 0 ? "no property was asked for" : $"all {properties.Count} properties hold")}"
            : $"[red]failed[/]: {failed} of {properties.Count} properties");
    }

    // A column that begins with '>' is for numbers.
    private Table TableOf(string title, params ReadOnlySpan<string> columns)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]{title}[/]");
        var table = new Table { Border = TableBorder.None, ShowHeaders = !columns.SequenceEqual(["", ">"]) };
        foreach (var column in columns)
        {
            var isNumber = column.StartsWith('>');
            table.AddColumn(new TableColumn($"[grey]{Escaped(column.TrimStart('>'))}[/]") { Alignment = isNumber ? Justify.Right : Justify.Left, NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }

        return table;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Escaped(string text) => Markup.Escape(text);
}
