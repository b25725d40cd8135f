using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Reports;

/// <summary>Holds a report against what its scenario says it comes to.</summary>
internal static class Expectations
{
    private const string Kind = "expect";
    private const string NotChecked = "what the file expects is not checked, because --set or --revision changed the scenario";

    /// <summary>The report with a property for each expectation. A scenario changed on the command line expects nothing.</summary>
    public static RunReport Check(RunReport report, LoadedScenario scenario)
    {
        if (scenario.IsOverridden)
        {
            return HasAny(scenario.File) ? report with { Note = NotChecked } : report;
        }

        PropertyReport[] expected = [.. OfRequests(report, scenario.File), .. OfTotals(report, scenario.File.Expect)];
        report = report with { Properties = [.. report.Properties, .. expected] };

        return scenario.File.Expect?.Verdict is { } verdict ? report with { Properties = Turned(report, verdict) } : report;
    }

    /// <summary>What is said of the number of all situations: null where the scenario expects nothing of it, or just that.</summary>
    /// <param name="isWhole">None is missing.</param>
    public static (string Words, bool Fails)? OfStates(LoadedScenario scenario, long states, bool isWhole)
    {
        if (scenario.File.Expect is not { States: { } wanted } expect)
            return null;

        var place = scenario.Places.Of(expect, nameof(ExpectSection.States));
        return scenario.IsOverridden ? (NotChecked, false)
            : !isWhole ? ($"{place}: states: {wanted} is not checked, because not all of them were counted", false)
            : wanted.Holds(states) ? null
            : ($"{place}: states: {wanted} is expected, but there are {states}", true);
    }

    private static bool HasAny(ScenarioFile file) => file.Expect is not null || file.Drivers.Any(driver => driver.Requests.Any(request => request.Expect is not null));

    private static IEnumerable<PropertyReport> OfRequests(RunReport report, ScenarioFile file)
    {
        foreach (var driver in file.Drivers)
        {
            var made = report.Requests.Where(request => request.Driver == driver.Name).ToArray();
            var wanted = driver.Requests.SelectMany(request => Enumerable.Repeat(request.Expect, request.Repeat)).ToArray();
            for (var i = 0; i < wanted.Length; i++)
            {
                if (wanted[i] is { } outcome)
                {
                    var actual = i < made.Length ? made[i].Result : (RequestOutcome?)null;
                    yield return new($"{driver.Name}: request {i} is {Word(outcome)}", Kind, actual == outcome, $"is {(actual is { } result ? Word(result) : "not answered")}");
                }
            }
        }
    }

    private static IEnumerable<PropertyReport> OfTotals(RunReport report, ExpectSection? expect)
    {
        if (expect is null)
        {
            return [];
        }

        return expect.Drivers.SelectMany(driver => OfDriver(report, driver.Key, driver.Value)).Concat(Present(
        [
            OfCount("pages-laundered", expect.PagesLaundered, report.Requests.Sum(request => request.PagesLaundered)),
            OfCount("pages-leaked", expect.PagesLeaked, report.CountOf("leaked")),
            OfCount("daemon-wakeups", expect.DaemonWakeups, report.CountOf("v_pdwakeups")),
        ]));
    }

    private static IEnumerable<PropertyReport> OfDriver(RunReport report, string driver, DriverExpectation expect)
    {
        var requests = report.Requests.Where(request => request.Driver == driver).ToArray();
        return Present(
        [
            OfCount($"{driver}: granted", expect.Granted, requests.Count(request => request.Result == RequestOutcome.Granted)),
            OfCount($"{driver}: refused", expect.Refused, requests.Count(request => request.Result == RequestOutcome.Refused)),
            OfCount($"{driver}: pages-laundered", expect.PagesLaundered, requests.Sum(request => request.PagesLaundered)),
        ]);
    }

    private static PropertyReport? OfCount(string what, CountRange? range, long count) =>
        range is { } wanted ? new($"{what} {wanted}", Kind, wanted.Holds(count), $"is {count}") : null;

    // A scenario that shows a defect expects to fail: then failing is what it promised.
    private static PropertyReport[] Turned(RunReport report, Verdict verdict) => verdict == report.Verdict
        ? [.. report.Properties.Where(property => verdict == Verdict.Ok || property.Holds), .. report.Properties
            .Where(property => verdict == Verdict.Failed && !property.Holds)
            .Select(property => property with { Name = $"fails: {property.Name}", Holds = true, IsExpectedFailure = true })]
        : [.. report.Properties, new($"verdict {Binding.Scalars.WordOf(verdict)}", Kind, Holds: false, $"is {Binding.Scalars.WordOf(report.Verdict)}")];

    private static IEnumerable<PropertyReport> Present(IEnumerable<PropertyReport?> reports) => reports.OfType<PropertyReport>();

    private static string Word(RequestOutcome outcome) => Binding.Scalars.WordOf(outcome);
}
