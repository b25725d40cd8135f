using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Reports;
using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>What <c>verify</c> came to.</summary>
internal sealed record Verified(
    string Engine, IReadOnlyList<(string Name, long Count)> Counts, bool IsComplete, string Strength, IReadOnlyList<Discovery> Discoveries, double Omission = 0)
{
    /// <summary>What a reduced search left out and kept; null when it was not to be reduced.</summary>
    public string? Reduction { get; init; }

    public static Verified OfStates(StateReport report, Subject subject)
    {
        return new Verified(
            "states", [("states", report.States), ("transitions", report.Transitions), ("ends", report.Ends), ("depth", report.Depth)],
            report.IsComplete, Exploring.Strength.OfStates(report, subject.MissesEnds(report.Ends)), report.Discoveries, report.Omission) { Reduction = report.Reduction };
    }

    public static Verified OfTraces(PathReport report) =>
        new("dpor", [("traces", report.Traces), ("runs", report.Runs), ("transitions", report.Deliveries), ("depth", report.Depth)], report.IsComplete, Exploring.Strength.OfAll(report, "traces"), report.Discoveries);

    public static Verified OfSchedules(PathReport report) =>
        new("dfs", [("traces", report.Traces), ("schedules", report.Runs), ("transitions", report.Deliveries), ("depth", report.Depth)], report.IsComplete, Exploring.Strength.OfAll(report, "schedules"), report.Discoveries);

    /// <summary>What the scenario expects of the number of states, where it is not that.</summary>
    public (string Words, bool Fails)? Unexpected(Subject subject) =>
        Engine == "states" && Reduction is null && subject.Scenario is { } scenario ? Expectations.OfStates(scenario, Counts[0].Count, IsComplete) : null;

    /// <summary>Nothing was found, and all is as the scenario expects.</summary>
    public bool IsGood(Subject subject) => Discoveries.Count == 0 && Unexpected(subject) is not { Fails: true };

    /// <summary>In words, or as one JSON object.</summary>
    public void Tell(TextWriter output, Subject subject, TimeSpan elapsed, IReadOnlyList<Finding> findings, bool asJson)
    {
        if (asJson)
            output.WriteLine(Object(subject, elapsed, findings).ToJsonString(JsonReport.Readable));
        else
            Write(output, subject, elapsed, findings);
    }

    private void Write(TextWriter output, Subject subject, TimeSpan elapsed, IReadOnlyList<Finding> findings)
    {
        output.WriteLine($"{subject.Name}: {Engine}, {subject.Recipe.Delivery.ToString().ToLowerInvariant()}");
        foreach (var (name, count) in Counts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12}{count,14:N0}"));

        output.WriteLine($"{"complete",-12}{(IsComplete ? "true" : "false"),14}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"seconds",-12}{elapsed.TotalSeconds,14:N1}"));
        if (Reduction is not null)
            output.WriteLine(Reduction);
        output.WriteLine($"verdict: {Strength}");
        Exploring.Strength.WriteNotAsked(output, subject);
        if (Unexpected(subject) is { } unexpected)
            output.WriteLine(unexpected.Words);

        FindingText.Write(output, findings);
    }

    private JsonObject Object(Subject subject, TimeSpan elapsed, IReadOnlyList<Finding> findings)
    {
        var json = new JsonObject { ["scenario"] = subject.Name, ["engine"] = Engine, ["delivery"] = subject.Recipe.Delivery.ToString().ToLowerInvariant() };
        foreach (var (name, count) in Counts)
            json[name] = count;

        json["complete"] = IsComplete;
        if (Reduction is not null)
            json["reduction"] = Reduction;
        json["omission_probability"] = Omission;
        json["seconds"] = Math.Round(elapsed.TotalSeconds, 3);
        json["verdict"] = !IsGood(subject) ? "failed" : IsComplete ? "correct" : "nothing-found";
        json["strength"] = Strength;
        json["not_asked"] = new JsonArray([.. subject.NotAsked.Select(name => (JsonNode)name)]);
        json["unexpected"] = Unexpected(subject)?.Words;
        json["discoveries"] = new JsonArray([.. findings.Select(FindingText.Object)]);
        return json;
    }
}
