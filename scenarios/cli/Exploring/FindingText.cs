using System.Globalization;
using System.Text.Json.Nodes;

namespace ActorVm.Cli.Exploring;

/// <summary>Findings for people and for programs.</summary>
internal static class FindingText
{
    public static void Write(TextWriter output, IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
            Write(output, finding);
    }

    public static void Write(TextWriter output, Finding finding)
    {
        output.WriteLine();
        output.WriteLine(finding.Story.ToString().TrimEnd());
        if (finding.SchedulePath is null)
            return;

        if (finding.Story.Timeline.Length > 0)
            output.WriteLine(Shrinking(finding));
        output.WriteLine($"replay: {finding.ReplayCommand}");
    }

    public static JsonObject Object(Finding finding) => new()
    {
        ["property"] = finding.Property,
        ["what"] = finding.What,
        ["found_after"] = finding.Original.Path.Count,
        ["deliveries"] = finding.Shrunk.Discovery.Path.Count,
        ["shortest"] = finding.Shrunk.IsShortest,
        ["race"] = finding.Story.Race is { } race ? new JsonObject { ["first"] = race.First, ["second"] = race.Second, ["first_text"] = race.FirstText, ["second_text"] = race.SecondText } : null,
        ["inevitable_from"] = finding.Story.InevitableFrom,
        ["schedule"] = finding.SchedulePath,
        ["replay"] = finding.ReplayCommand,
    };

    private static string Shrinking(Finding finding)
    {
        var (shrunk, before, after) = (finding.Shrunk, finding.Original.Path.Count, finding.Shrunk.Discovery.Path.Count);
        return string.Create(CultureInfo.InvariantCulture, $"{after} deliveries ({before} before shrinking; {shrunk.EventsLeftOut} events left out, {shrunk.SwitchesSaved} switches saved): {shrunk.Proof}");
    }
}
