using System.Diagnostics;
using System.Text.Json.Nodes;

using ActorVm.Simulation;

namespace ActorVm.Tests.Crash;

/// <summary>
/// Starts a real process that keeps what it does, kills it with SIGKILL at some instant, and again while it goes on, until it
/// comes to its end: what it says then must be what one says that was never killed.
/// </summary>
internal sealed class CrashTrials(string store, ulong seed, Action<string> say, int commands = int.MaxValue)
{
    private const int ExitKilled = 137;

    private static readonly string[][] Commands =
    [
        ["run", "running-programs", "--snapshot-every", "3000"],
        ["verify", "lost_update 5", "--engine", "dpor"],
        ["run", "refragmentation"],
        ["explore", "philosophers 5", "--runs", "40000"],
        ["run", "swap-full", "--snapshot-every", "500"],
        ["verify", "twophase-tla 4", "--engine", "states"],
        ["explore", "lost_update 3", "--strategy", "pos", "--runs", "30000"],
        ["verify", "lost_update 4", "--engine", "dfs", "--max", "300000"],
    ];

    /// <summary>What no two runs have in common.</summary>
    private static readonly string[] Clocks = ["seconds", "deliveries_per_s"];

    private readonly SortedDictionary<int, (string Result, TimeSpan Time)> wanted = [];
    private SplitMix64 random = new(seed);

    private int Count => Math.Min(commands, Commands.Length);

    public int Kills { get; private set; }

    public int Rounds { get; private set; }

    /// <summary>Kills so many processes.</summary>
    /// <returns>Results that are not as they should be.</returns>
    public IReadOnlyList<string> Run(int kills)
    {
        var differences = new List<string>();
        while (Kills < kills)
        {
            var (result, name) = Round(Rounds % Count, kills);
            var should = wanted[Rounds % Count].Result;
            if (result != should)
                differences.Add($"{name}: {string.Join(' ', Commands[Rounds % Count])}\nshould come to\n{should}\nand came to\n{result}");
            Rounds++;
            say($"{Kills} kills, {Rounds} results, {differences.Count} different");
        }

        return differences;
    }

    private (string Result, string Name) Round(int command, int kills)
    {
        var time = Uninterrupted(command);
        var name = $"{Commands[command][0]}-{seed}-{Rounds}";
        string[] begin = [.. Commands[command], "--json", "--store", store, "--name", name];
        string[] goOn = ["resume", name, "--json", "--store", store];
        for (var words = begin; ; words = IsKept(name) ? goOn : begin)
        {
            var limit = Kills < kills && random.Below(4) > 0 ? time * (random.Below(1000) / 1000.0) : TimeSpan.MaxValue;
            var (code, said, error) = Start(words, limit);
            if (code is 0 or 1)
                return (WithoutClocks(said), name);
            if (code != ExitKilled)
                return ($"exit code {code}: {error}", name);
            Kills++;
        }
    }

    private TimeSpan Uninterrupted(int command)
    {
        if (!wanted.TryGetValue(command, out var known))
        {
            var watch = Stopwatch.StartNew();
            var (code, said, error) = Start([.. Commands[command], "--json", "--store", store, "--name", $"whole-{seed}-{command}"], TimeSpan.MaxValue);
            wanted[command] = known = (code is 0 or 1 ? WithoutClocks(said) : $"exit code {code}: {error}", watch.Elapsed);
        }

        return known.Time;
    }

    private bool IsKept(string name)
    {
        var (code, said, _) = Start(["runs", "--json", "--store", store], TimeSpan.MaxValue);
        return code == 0 && JsonNode.Parse(said)!.AsArray().Any(run => run!["name"]?.ToString() == name);
    }

    private static (int Code, string Out, string Error) Start(string[] words, TimeSpan limit)
    {
        using var process = ToolProcess.Start(words);
        if (limit == TimeSpan.MaxValue || process.WaitFor(limit))
            return process.End();

        process.Kill();
        var (code, _, error) = process.End();
        return (code is 0 or 1 ? ExitKilled : code, "", error);
    }

    private static string WithoutClocks(string json)
    {
        var said = JsonNode.Parse(json)!.AsObject();
        foreach (var clock in Clocks)
            said.Remove(clock);
        return said.ToJsonString();
    }
}
