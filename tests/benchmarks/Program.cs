using ActorVm.Benchmarks;

// dotnet run -c Release --project tests/benchmarks -- ping-pong
var benchmarks = new SortedDictionary<string, Action>(StringComparer.Ordinal)
{
    ["page-table"] = PageTableForks.Run,
    ["ping-pong"] = PingPong.Run,
    ["recording"] = Recording.Run,
    ["sampling"] = Sampling.Run,
    ["states"] = StateSearch.Run,
    ["states-growth"] = StateSearch.Growth,
    ["touches"] = Touches.Run,
    ["traces"] = Traces.Run,
};

if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    run();
    return 0;
}

Console.Error.WriteLine($"which one? {string.Join(", ", benchmarks.Keys)}");
return 2;
