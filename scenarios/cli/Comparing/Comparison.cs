using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Cli.Comparing;

/// <summary>Which text of contigmalloc runs, and what vm.old_contigmalloc says.</summary>
/// <param name="Revision">As in a scenario.</param>
/// <param name="Algorithm">old or new; the mended revision has one only, and it is new.</param>
internal readonly record struct Variant(string Revision, string Algorithm)
{
    public override string ToString() => $"{Revision} {Algorithm}";

    public string[] Settings => [$"algorithm.revision={Revision}", $"algorithm.vm.old_contigmalloc={(Algorithm == "old" ? 1 : 0)}"];
}

/// <summary>A scenario, its name in the table, and the story at its head.</summary>
internal sealed record ComparedScenario(string Name, string Path, string Story);

/// <summary>What is left of one run for the comparison.</summary>
/// <param name="Wanted">Requests that the scenario's drivers make when all goes well.</param>
/// <param name="Granted">Of those.</param>
/// <param name="Latencies">Of every answer, be it memory or NULL; in nanoseconds.</param>
/// <param name="PagesLaundered">Handed to pagers on behalf of contigmalloc.</param>
/// <param name="PagesTaken">In use by programs, or kept for them, and taken out of use by contigmalloc.</param>
/// <param name="IsBroken">The kernel panicked, a call spins, or something that must always hold did not.</param>
internal sealed record RunSample(int Wanted, int Granted, long[] Latencies, long PagesLaundered, long PagesTaken, bool IsBroken)
{
    public static RunSample Of(RunReport report, ScenarioFile file) => new(
        file.Drivers.Sum(driver => driver.Requests.Sum(request => request.Repeat)),
        report.Requests.Count(request => request.Result == RequestOutcome.Granted),
        [.. report.Requests.Where(request => request.Result is RequestOutcome.Granted or RequestOutcome.Refused).Select(request => request.Latency.Nanoseconds)],
        report.CountOf(RunReport.PagesLaundered),
        report.CountOf(RunReport.PagesTaken),
        report.Properties.Any(property => property.Kind == "always" && !property.Holds)
            || report.Requests.Any(request => request.Result is RequestOutcome.Panic or RequestOutcome.Spin));
}

/// <summary>All runs of one scenario with one variant.</summary>
internal sealed record ComparedRow(string Scenario, Variant Variant, int Runs, int Wanted, int Granted, long[] Latencies, long PagesLaundered, long PagesTaken, int RunsBroken)
{
    /// <summary>Requests granted, of those wanted. One that is never answered is not granted.</summary>
    public Rate Success { get; } = Wilson.Of(Granted, Wanted);

    public Duration? LatencyMedian => At(50);

    public Duration? Latency99 => At(99);

    public double LaunderedPerRun => (double)PagesLaundered / Runs;

    public double TakenPerRun => (double)PagesTaken / Runs;

    public static ComparedRow Of(string scenario, Variant variant, IReadOnlyList<RunSample> runs) => new(
        scenario,
        variant,
        runs.Count,
        runs.Sum(run => run.Wanted),
        runs.Sum(run => run.Granted),
        [.. runs.SelectMany(run => run.Latencies).Order()],
        runs.Sum(run => run.PagesLaundered),
        runs.Sum(run => run.PagesTaken),
        runs.Count(run => run.IsBroken));

    // The smallest latency that is not exceeded by so many of a hundred; null where nothing was answered.
    private Duration? At(int percentile) =>
        Latencies.Length == 0 ? null : new Duration(Latencies[(((Latencies.Length * percentile) + 99) / 100) - 1]);
}

/// <summary>Scenarios against variants: what the table and the page of charts show.</summary>
internal sealed record Comparison(IReadOnlyList<ComparedScenario> Scenarios, IReadOnlyList<Variant> Variants, int Seeds, IReadOnlyList<ComparedRow> Rows)
{
    public bool HasMended => Variants.Any(variant => variant.Revision == "mended");

    public IEnumerable<ComparedRow> RowsOf(ComparedScenario scenario) => Rows.Where(row => row.Scenario == scenario.Name);
}
