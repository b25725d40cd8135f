using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Reports;
using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>
/// Every schedule of a folder again, as tests: a discovery that was made once fails as long as it can be made. Where the
/// system has changed and no longer does what the schedule says, as much of it as is possible is done, and then the rest.
/// </summary>
internal static class RegressionRun
{
    private const string Pattern = "*.schedule";

    /// <returns>The exit code: whether one of them still fails.</returns>
    public static int Run(string folder, Shell shell, bool isJson)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new ScenarioException(new Place(folder), $"a folder without schedules ({Pattern}); 'actorvm explore' writes them");

        var outcomes = files.Select(Check).ToArray();
        if (isJson)
            shell.Out.WriteLine(new JsonArray([.. outcomes.Select(Object)]).ToJsonString(JsonReport.Readable));
        else
            Write(shell.Out, outcomes);

        return outcomes.Any(outcome => outcome.What is not null) ? ExitCode.PropertyFailed : ExitCode.Ok;
    }

    private static Outcome Check(string path)
    {
        var file = ScheduleFile.Open(path);
        var examiner = new Examiner(file.Subject.Properties);
        if (file.Subject.Recipe.Pace == Pace.Timed)
        {
            var divergence = file.Replay().Divergence;
            return new Outcome(path, divergence is null ? null : $"line {divergence.Line}: {divergence.What}", file.Changes, 0);
        }

        var left = examiner.Follow(file.Start, file.Deliveries());
        return new Outcome(path, examiner.What, file.Changes, left);
    }

    private static void Write(TextWriter output, Outcome[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            output.WriteLine($"{(outcome.What is null ? "passes" : "FAILS ")}  {outcome.Path}{(outcome.What is null ? "" : $": {outcome.What}")}");
            foreach (var note in Notes(outcome))
                output.WriteLine($"        {note}");
        }

        var failed = outcomes.Count(outcome => outcome.What is not null);
        output.WriteLine(failed == 0 ? $"ok: none of {outcomes.Length} discoveries can be made again" : $"failed: {failed} of {outcomes.Length} discoveries can still be made");
    }

    private static IEnumerable<string> Notes(Outcome outcome) => outcome.Left == 0 ? outcome.Changes :
        [.. outcome.Changes, $"{outcome.Left} of its deliveries are no longer possible"];

    private static JsonObject Object(Outcome outcome) => new()
    {
        ["schedule"] = outcome.Path,
        ["fails"] = outcome.What is not null,
        ["what"] = outcome.What,
        ["impossible_deliveries"] = outcome.Left,
        ["changes"] = new JsonArray([.. outcome.Changes.Select(change => (JsonNode)change)]),
    };

    private sealed record Outcome(string Path, string? What, IReadOnlyList<string> Changes, int Left);
}
