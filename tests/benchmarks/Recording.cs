using System.Globalization;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;

using Serilog;

namespace ActorVm.Benchmarks;

/// <summary>
/// What keeping a run costs: the same run without and with a store, now one and now the other first, each of some ten seconds, in processor time of all threads,
/// so that what the writer's thread does counts as well; the middle one of the pairs counts. And how much a store grows.
/// </summary>
internal static class Recording
{
    private const int Pairs = 4;
    private const double CostMax = 5;

    private const string Lonely = """
        machine: {memory: 16 MiB, wired: 2 MiB, swap: 64 MiB}
        programs:
          - {name: editor, objects: [{backing: swap, size: 4 MiB}], pattern: zipf, writes: 50%, touches: 1, think: 20us}
        drivers:
          - {name: late, requests: [{size: 64 KiB, at: 100000s}]}
        until: 100000s
        """;

    public static void Run()
    {
        Steps();
        Pressure();
    }

    /// <summary>Small steps and hardly a choice.</summary>
    public static void Steps() => Compare("many small steps", Lonely, "--until", "26000000");

    /// <summary>Big steps, and states that change everywhere.</summary>
    public static void Pressure() => Compare("programs under pressure", scenario: null, "--set", "until=500s", "--set", "drivers.0.requests.0.at=420s");

    private static void Compare(string what, string? scenario, params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("actorvm-recording").FullName;
        var file = Path.Combine(folder, "long.yaml");
        File.WriteAllText(file, scenario ?? "");
        string[] words = ["run", scenario is null ? "running-programs" : file, .. options];
        var pairs = new List<(double Plain, double Kept)>();
        for (var pair = 0; pair < Pairs; pair++)
            pairs.Add(Pair(words, Path.Combine(folder, $"{pair}.db"), keptFirst: pair % 2 == 1, isLast: pair == Pairs - 1));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"without and with a store, the first with one that is cold: {string.Join(", ", pairs.Select(pair => $"{pair.Plain:0.0} s {pair.Kept:0.0} s"))}"));
        var ratios = pairs.Select(pair => pair.Kept / pair.Plain).Order().ToArray();
        Measure.Row($"keeping a run: {what}", ((ratios[(Pairs - 1) / 2] + ratios[Pairs / 2]) / 2 - 1) * 100, "≤", CostMax, "% of its processor time");
        Directory.Delete(folder, recursive: true);
    }

    private static (double Plain, double Kept) Pair(string[] words, string store, bool keptFirst, bool isLast)
    {
        string[] keeping = [.. words, "--store", store];
        var (kept, told) = keptFirst ? Time(keeping) : default;
        var (plain, said) = Time(words);
        (kept, told) = keptFirst ? (kept, told) : Time(keeping);
        if (!told.StartsWith(said, StringComparison.Ordinal))
            throw new InvalidOperationException("keeping a run changed it");

        if (isLast)
            Console.WriteLine(told[told.LastIndexOf("kept as", StringComparison.Ordinal)..].TrimEnd());
        return (plain, kept);
    }

    private static (double Seconds, string Said) Time(string[] words)
    {
        using var output = new StringWriter();
        using var log = new LoggerConfiguration().CreateLogger();
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        CommandLine.Run(words, new Shell(output, Console.Error, Shell.Plain(output), log, new ScenarioRunner(), new KernelVectorMachine(), IsErrorTerminal: false));
        return ((Environment.CpuUsage.TotalTime - before).TotalSeconds, output.ToString());
    }
}
