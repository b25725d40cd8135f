using System.Globalization;

using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>What an exploration has shown, and not a word more.</summary>
internal static class Strength
{
    public static string Of(PathReport report)
    {
        if (report.Failures > 0)
            return string.Create(CultureInfo.InvariantCulture, $"failed in {report.Failures:N0} of {report.Runs:N0} runs");

        var promise = report.Guarantee ?? $"{report.Strategy} promises nothing about runs it did not make";
        var cut = report.CutOff > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {report.CutOff:N0} runs were cut off after {report.Depth:N0} deliveries, their ends were not seen") : "";
        return string.Create(CultureInfo.InvariantCulture, $"nothing found in {report.Runs:N0} runs, {report.Traces:N0} of them different: no proof. {promise}{cut}");
    }

    /// <summary>Of an engine that makes runs until there are no others.</summary>
    public static string OfAll(PathReport report, string what)
    {
        if (Failed(report.Discoveries) is { } failed)
            return failed;

        return report.IsComplete ? string.Create(CultureInfo.InvariantCulture, $"correct in all {report.Runs:N0} {what}")
            : report.CutOff > 0 ? string.Create(CultureInfo.InvariantCulture, $"correct up to {report.Depth:N0} deliveries: longer runs were cut off")
            : string.Create(CultureInfo.InvariantCulture, $"nothing found in {report.Runs:N0} {what}, but there are more");
    }

    public static string OfStates(StateReport report, bool missesEnds)
    {
        if (Failed(report.Discoveries) is { } failed)
            return failed;
        if (!report.IsComplete)
            return string.Create(CultureInfo.InvariantCulture, $"correct up to {report.States:N0} states, to a depth of about {report.Depth:N0}: there are more");

        var missed = report.Omission > 0 ? string.Create(CultureInfo.InvariantCulture, $", unless two shared a fingerprint (probability {report.Omission:0.0e+0}; --exact leaves no doubt)") : "";
        var ends = missesEnds ? "; no situation is an end, so what must hold eventually was never asked" : "";
        return string.Create(CultureInfo.InvariantCulture, $"correct in all {report.States:N0} states{(report.IsReduced ? " of a reduced search" : "")}{missed}{ends}");
    }

    public static void WriteNotAsked(TextWriter output, Subject subject)
    {
        if (subject.NotAsked.Count > 0)
            output.WriteLine($"not asked, because time stands still here ('run' asks): {string.Join(", ", subject.NotAsked)}");
    }

    private static string? Failed(IReadOnlyList<Discovery> discoveries) => discoveries is [var first, ..] ? $"failed: {first.What}" : null;
}
