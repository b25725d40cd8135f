using System.Globalization;

using ActorVm.Benchmarks;

// dotnet run -c Release --project tests/benchmarks -- ping-pong
// dotnet run -c Release --project tests/benchmarks -- states "twophase-tla 7" 1 3
// dotnet run -c Release --project tests/benchmarks -- states-growth 100000000
// dotnet run -c Release --project tests/benchmarks -- timed-growth 1000000000
var benchmarks = new SortedDictionary<string, Action>(StringComparer.Ordinal)
{
    ["candidates"] = CandidateSearch.Run,
    ["page-table"] = PageTableForks.Run,
    ["ping-pong"] = PingPong.Run,
    ["recording"] = Recording.Run,
    ["recording-pressure"] = Recording.Pressure,
    ["recording-steps"] = Recording.Steps,
    ["resume"] = () =>
    {
        Resuming.Run();
        ResumedRun.Run();
    },
    ["sampling"] = Sampling.Run,
    ["states"] = StateSearch.Run,
    ["states-cores"] = StateSearch.Cores,
    ["states-growth"] = () => StateSearch.Growth(20_000_000),
    ["timed"] = TimedRuns.Run,
    ["timed-growth"] = () => TimedRuns.Growth(100_000_000),
    ["touches"] = Touches.Run,
    ["traces"] = Traces.Run,
};

if (args is ["states", var model, var cores, var rounds])
{
    StateSearch.Of(model, int.Parse(cores, CultureInfo.InvariantCulture), int.Parse(rounds, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["states-growth", var statesMost])
{
    StateSearch.Growth(int.Parse(statesMost, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["timed-growth", var most])
{
    TimedRuns.Growth(long.Parse(most, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["timed", var touches, var steps])
{
    TimedRuns.Of(int.Parse(touches, CultureInfo.InvariantCulture), int.Parse(steps, CultureInfo.InvariantCulture));
    return 0;
}

if (args is [SteppedRun.Word, var scenario, var stepsMost, var stepsAtOnce, var store, .. var settings])
{
    SteppedRun.Make(scenario, long.Parse(stepsMost, CultureInfo.InvariantCulture), long.Parse(stepsAtOnce, CultureInfo.InvariantCulture), store, settings);
    return 0;
}

if (args is [ResumedRun.Word, var kept])
{
    ResumedRun.Make(kept);
    return 0;
}

if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    run();
    return 0;
}

Console.Error.WriteLine($"which one? {string.Join(", ", benchmarks.Keys)}");
return 2;
