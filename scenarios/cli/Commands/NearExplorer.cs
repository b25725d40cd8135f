using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Exploring;
using ActorVm.Cli.Recording;
using ActorVm.Cli.Reports;
using ActorVm.Simulation;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm explore --near FILE --within K</c>: what else could have become of a run that is written down.</summary>
internal sealed class NearExplorer(Shell shell)
{
    private const int DepthMost = 1_000;

    public int Explore(string path, int within, long most, TimeSpan? limit, bool json)
    {
        if (within is < 1 or > 10)
            throw new ScenarioException(new Place($"--within {within}"), "is not between 1 and 10");

        var file = ScheduleFile.Open(path);
        if (file.Subject.Recipe.Pace == Pace.Timed)
            throw new ScenarioException(new Place(path), $"is a run in virtual time, in which every delivery has its moment; 'actorvm explore {ScenarioLibrary.NameOf(file.Subject.Recipe.Name)}' looks at other orders");

        var (moves, depth) = Run(file);
        var (report, isStopped) = Near(file, moves, within, new PathOptions { Properties = file.Subject.Properties, MaxRuns = most, MaxDepth = depth, StopAtFirst = false }, limit);
        var findings = report.Discoveries.Where(discovery => discovery.Path.Count > 0).DistinctBy(discovery => discovery.Property?.Name ?? discovery.What)
            .Select(discovery => Finding.Of(file.Subject, file.Start, discovery, file.Seed)).ToArray();
        if (json)
            shell.Out.WriteLine(Object(file, within, report, findings).ToJsonString(JsonReport.Readable));
        else
            Write(file, within, report, findings);

        if (isStopped)
            Interruption.TellNotKept(shell.Error);
        return isStopped ? ExitCode.Interrupted : report.Failures == 0 ? ExitCode.Ok : ExitCode.PropertyFailed;
    }

    // Where a live run can be brought to an end, the others near it can; else they are as long as it is.
    private static (IReadOnlyList<Move> Moves, int Depth) Run(ScheduleFile file)
    {
        var moves = new List<Move>();
        var replayed = file.Replay(show: world => moves.Add(world.LastMove));
        if (replayed.Divergence is { } divergence)
            throw new ScenarioException(new Place($"{file.Path}:{divergence.Line}"), divergence.What);
        if (file.Subject.Recipe.Pace != Pace.Recorded)
            return (moves, int.MaxValue);

        var rest = file.IsWhole(replayed) ? new Examiner(file.Subject.Properties).Conclude(replayed.World) : [];
        return ([.. moves, .. rest], rest.Count > 0 ? DepthMost + (2 * moves.Count) : moves.Count);
    }

    private (PathReport Report, bool IsStopped) Near(ScheduleFile file, IReadOnlyList<Move> moves, int within, PathOptions options, TimeSpan? limit)
    {
        using var interruption = new Interruption();
        using var line = new ProgressLine(shell);
        var (watch, runs) = (Stopwatch.StartNew(), 0L);
        var report = ActorVm.Simulation.Explore.Near(file.Start, moves, within, options with { StopWhen = MustStop });
        return (report, interruption.IsAsked);

        bool MustStop()
        {
            runs++;
            line.Show(milliseconds => string.Create(CultureInfo.InvariantCulture, $"{runs:N0} runs near it, {runs * 1000.0 / milliseconds:N1}/s, {milliseconds / 1000:N0} s (--for and --runs end it sooner)"));
            return watch.Elapsed >= limit || interruption.IsAsked;
        }
    }

    private static string Verdict(int within, PathReport report) =>
        report.Failures > 0 ? Strength.Of(report)
        : report.IsComplete ? string.Create(CultureInfo.InvariantCulture, $"correct in all {report.Traces:N0} traces up to {within} reversals away")
        : string.Create(CultureInfo.InvariantCulture, $"nothing found in {report.Runs:N0} runs near it, but there are more");

    private void Write(ScheduleFile file, int within, PathReport report, IReadOnlyList<Finding> findings)
    {
        shell.Out.WriteLine($"{file.Subject.Name}: near {file.Path}, up to {within} reversals away");
        foreach (var (name, count) in new[] { ("runs", report.Runs), ("distinct traces", report.Traces), ("deliveries", report.Deliveries), ("failures", report.Failures) })
            shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18}{count,14:N0}"));
        shell.Out.WriteLine($"verdict: {Verdict(within, report)}");
        Strength.WriteNotAsked(shell.Out, file.Subject);
        FindingText.Write(shell.Out, findings);
    }

    private static JsonObject Object(ScheduleFile file, int within, PathReport report, IReadOnlyList<Finding> findings) => new()
    {
        ["scenario"] = file.Subject.Name,
        ["near"] = file.Path,
        ["within"] = within,
        ["runs"] = report.Runs,
        ["traces"] = report.Traces,
        ["deliveries"] = report.Deliveries,
        ["failures"] = report.Failures,
        ["strength"] = Verdict(within, report),
        ["discoveries"] = new JsonArray([.. findings.Select(FindingText.Object)]),
    };
}
