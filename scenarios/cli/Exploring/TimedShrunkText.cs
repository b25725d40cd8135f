using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Reports;

namespace ActorVm.Cli.Exploring;

/// <summary>A run in virtual time that was made small, for people and for programs.</summary>
internal sealed class TimedShrunkText(ScheduleFile file, TimedShrunk shrunk)
{
    public void Write(TextWriter output, bool asJson)
    {
        if (asJson)
        {
            output.WriteLine(Object().ToJsonString(JsonReport.Readable));
            return;
        }

        output.WriteLine($"{shrunk.Property.Name}: {shrunk.Property.Detail}");
        foreach (var (key, value) in shrunk.LeftOut)
            output.WriteLine($"{key}: {value}");

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{shrunk.After:N0} deliveries ({shrunk.Before:N0} before shrinking; {shrunk.LeftOut.Count} events and actors left out, {shrunk.FailuresSpared} of {shrunk.Failures + shrunk.FailuresSpared} failures not needed): {shrunk.Proof}"));
        output.WriteLine($"replay: actorvm replay {file.Path}");
    }

    private JsonObject Object() => new()
    {
        ["property"] = shrunk.Property.Name,
        ["what"] = shrunk.Property.Detail,
        ["found_after"] = shrunk.Before,
        ["deliveries"] = shrunk.After,
        ["left_out"] = new JsonArray([.. shrunk.LeftOut.Select(entry => (JsonNode)$"{entry.Key}: {entry.Value}")]),
        ["failures"] = shrunk.Failures,
        ["failures_spared"] = shrunk.FailuresSpared,
        ["proof"] = shrunk.Proof,
        ["schedule"] = file.Path,
        ["replay"] = $"actorvm replay {file.Path}",
    };
}
