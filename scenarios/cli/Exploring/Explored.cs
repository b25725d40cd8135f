using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Reports;
using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>What <c>explore</c> came to.</summary>
internal sealed record Explored(PathReport Report, long Seed)
{
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
        output.WriteLine($"{subject.Name}: {Report.Strategy}, seed {Seed}");
        foreach (var (name, count) in Counts())
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18}{count,14:N0}"));

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"deliveries/s",-18}{Report.Deliveries / Math.Max(elapsed.TotalSeconds, 1e-6),14:N0}"));
        output.WriteLine($"verdict: {Strength.Of(Report)}");
        Strength.WriteNotAsked(output, subject);
        FindingText.Write(output, findings);
    }

    private IEnumerable<(string Name, long Count)> Counts()
    {
        yield return ("runs", Report.Runs);
        yield return ("distinct traces", Report.Traces);
        yield return ("deliveries", Report.Deliveries);
        yield return ("failures", Report.Failures);
        if (Report.FirstFailure > 0)
            yield return ("first failure: run", Report.FirstFailure);
        if (Report.CutOff > 0)
            yield return ("cut off", Report.CutOff);
    }

    private JsonObject Object(Subject subject, TimeSpan elapsed, IReadOnlyList<Finding> findings) => new()
    {
        ["scenario"] = subject.Name,
        ["strategy"] = Report.Strategy,
        ["seed"] = Seed,
        ["runs"] = Report.Runs,
        ["traces"] = Report.Traces,
        ["deliveries"] = Report.Deliveries,
        ["deliveries_per_s"] = (long)(Report.Deliveries / Math.Max(elapsed.TotalSeconds, 1e-6)),
        ["failures"] = Report.Failures,
        ["first_failure"] = Report.FirstFailure == 0 ? null : Report.FirstFailure,
        ["cut_off"] = Report.CutOff,
        ["longest"] = Report.Depth,
        ["guarantee"] = Report.Guarantee,
        ["verdict"] = Report.Failures == 0 ? "nothing-found" : "failed",
        ["strength"] = Strength.Of(Report),
        ["not_asked"] = new JsonArray([.. subject.NotAsked.Select(name => (JsonNode)name)]),
        ["discoveries"] = new JsonArray([.. findings.Select(FindingText.Object)]),
    };
}
