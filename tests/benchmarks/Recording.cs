using System.Diagnostics;
using System.Globalization;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;

using Serilog;

namespace ActorVm.Benchmarks;

/// <summary>
/// What keeping a run costs: pairs of the same run without and with a store, in processor time of all threads, so that what the
/// writer's thread does counts as well. And how much a store grows.
/// </summary>
internal static class Recording
{
    private const int Pairs = 7;

    private const string Scenario = """
        machine: {memory: 16 MiB, wired: 2 MiB, swap: 64 MiB}
        programs:
          - {name: editor, objects: [{backing: swap, size: 4 MiB}], pattern: zipf, writes: 50%, touches: 1, think: 20us}
        drivers:
          - {name: late, requests: [{size: 64 KiB, at: 100000s}]}
        until: 100000s
        """;

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("actorvm-recording").FullName;
        var scenario = Path.Combine(folder, "long.yaml");
        File.WriteAllText(scenario, Scenario);
        foreach (var (name, words) in new[] { ("many small steps", new[] { "run", scenario, "--until", "400000" }), ("programs under pressure", ["run", "running-programs", "--set", "drivers.0.requests.0.at=25s"]) })
        {
            Time(words);
            var ratios = Enumerable.Range(0, Pairs).Select(pair => Pair(words, Path.Combine(folder, $"{name}-{pair}.db"))).Order().ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name,-28} keeping costs {(ratios[Pairs / 2] - 1) * 100,6:0.0} % (of {Pairs} pairs: {(ratios[0] - 1) * 100:0.0} to {(ratios[^1] - 1) * 100:0.0})"));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static double Pair(string[] words, string store)
    {
        var (plain, said) = Time(words);
        var (kept, told) = Time([.. words, "--store", store]);
        if (!told.StartsWith(said, StringComparison.Ordinal))
            throw new InvalidOperationException("keeping a run changed it");

        if (store.EndsWith("-0.db", StringComparison.Ordinal))
            Console.WriteLine(told[told.LastIndexOf("kept as", StringComparison.Ordinal)..].TrimEnd());
        return kept / plain;
    }

    private static (double Seconds, string Said) Time(string[] words)
    {
        using var output = new StringWriter();
        using var log = new LoggerConfiguration().CreateLogger();
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        process.Refresh();
        var before = process.TotalProcessorTime;
        CommandLine.Run(words, new Shell(output, Console.Error, Shell.Plain(output), log, new ScenarioRunner(), new KernelVectorMachine(), IsErrorTerminal: false));
        process.Refresh();
        return ((process.TotalProcessorTime - before).TotalSeconds, output.ToString());
    }
}
