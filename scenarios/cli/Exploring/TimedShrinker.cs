using System.Globalization;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Reports;
using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>What is left of a run in virtual time in which something goes wrong.</summary>
/// <param name="Property">What goes wrong, and how.</param>
/// <param name="Before">Deliveries of the run as it was.</param>
/// <param name="After">Deliveries up to where it goes wrong now.</param>
/// <param name="LeftOut">What the run goes without, as the header of its schedule says.</param>
/// <param name="Failures">Chances that must go wrong.</param>
/// <param name="FailuresSpared">Chances that went wrong and need not.</param>
/// <param name="Runs">Runs that were made to find it.</param>
internal sealed record TimedShrunk(
    PropertyReport Property, long Before, long After, IReadOnlyList<KeyValuePair<string, string>> LeftOut, int Failures, int FailuresSpared, int Runs)
{
    /// <summary>What was proved, and what was not tried.</summary>
    public string Proof => string.Create(
        CultureInfo.InvariantCulture,
        $"none of the events, actors and failures that are left can be left out alone: each was tried, in {Runs:N0} runs. In virtual time every delivery has its moment, so deliveries and switches were not left out; the schedule ends where it goes wrong");
}

/// <summary>
/// Makes a run in virtual time small. Deliveries cannot be left out where each has its moment; what can be is what the run is made
/// of: the scenario's events, the actors that start by themselves (programs, the page daemon), and writes that failed. Each by
/// delta debugging, every try a whole run, in which actors are answered as they were before.
/// </summary>
internal sealed class TimedShrinker
{
    private readonly ScheduleFile file;
    private readonly IReadOnlyList<Move> moves;
    private string property = "";
    private int runs;

    private TimedShrinker(ScheduleFile file) => (this.file, moves) = (file, TimedReplay.Moves(file));

    /// <exception cref="ScenarioException">Nothing goes wrong in this run.</exception>
    public static TimedShrunk Shrink(ScheduleFile file) => new TimedShrinker(file).Shrink();

    private TimedShrunk Shrink()
    {
        var whole = new Parts(file.Reader.Header.Where(entry => entry.Key.StartsWith("without", StringComparison.Ordinal)).ToArray(), []);
        var first = Try(whole) ?? throw new ScenarioException(new Place(file.Path), "nothing goes wrong in this run that always or eventually should hold, so there is nothing to shrink it to");
        property = first.Property.Name;

        var kept = Minimise([.. Events()], whole, out var without);
        kept += Minimise([.. Actors()], without, out without);
        int[] failures = [.. Enumerable.Range(0, first.Failures)];
        var needed = Shrinker.Minimise(failures, fewer => Try(without with { Spared = [.. failures.Except(fewer)] }) is not null);
        without = without with { Spared = [.. failures.Except(needed)] };

        var last = Try(without, file.Path + ".tmp")!;
        File.Move(file.Path + ".tmp", file.Path, overwrite: true);
        return new TimedShrunk(last.Property, moves.Count, last.Steps, without.LeftOut, last.Failures - without.Spared.Count, without.Spared.Count, runs);
    }

    // What can be left out, as a header says it: the events of the scenario, with a time or at a point.
    private IEnumerable<KeyValuePair<string, string>> Events() =>
        Letters().Where(letter => letter.Contains("Disturb", StringComparison.Ordinal)).Select(LeftOut.Letter)
            .Concat(LeftOut.Points(file.Subject.Scenario!.File).Select(index => LeftOut.Event(file.Subject.Scenario.File, index)));

    private IEnumerable<KeyValuePair<string, string>> Actors() =>
        Letters().Where(letter => !letter.Contains("Disturb", StringComparison.Ordinal)).Select(LeftOut.Letter);

    private IReadOnlyList<string> Letters() => Schedule.Letters(file.Start);

    private int Minimise(KeyValuePair<string, string>[] all, Parts before, out Parts without)
    {
        var kept = Shrinker.Minimise(all, fewer => Try(Without(fewer)) is not null);
        without = Without(kept);
        return kept.Length;

        Parts Without(KeyValuePair<string, string>[] left) => before with { LeftOut = [.. before.LeftOut, .. all.Except(left)] };
    }

    // To where the same thing goes wrong; null if it does not.
    private Outcome? Try(Parts parts, string? schedule = null)
    {
        runs++;
        using var run = TimedReplay.Begin(
            file, new RunOptions { Seed = file.Seed, Steps = moves.Count, Without = parts.LeftOut, Schedule = schedule }, moves, parts.Spared);
        while (run.Broken is null && run.Advance())
        {
        }

        var broken = run.Broken ?? run.Report().Properties.FirstOrDefault(each => !each.Holds && each.Kind != "sometimes" && IsIt(each));
        var failures = ((run.Chooser as OutsideFirst)?.Other as RecordedOrder)?.Failures ?? 0;
        return broken is not null && IsIt(broken) ? new Outcome(broken, run.World.Steps, failures) : null;
    }

    private bool IsIt(PropertyReport report) => property.Length == 0 || report.Name == property;

    private sealed record Parts(IReadOnlyList<KeyValuePair<string, string>> LeftOut, IReadOnlyCollection<int> Spared);

    private sealed record Outcome(PropertyReport Property, long Steps, int Failures);
}
