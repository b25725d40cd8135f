using System.Diagnostics;
using System.Globalization;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Recording;
using ActorVm.Cli.Scenarios;
using ActorVm.Persistence;

namespace ActorVm.Benchmarks;

/// <summary>
/// A run on a machine with 16 million pages that was stopped, gone on with in processes of their own as <c>actorvm resume</c> does:
/// from when its snapshot has been read and unpacked to the end of its next step, compiling included.
/// </summary>
internal static class ResumedRun
{
    public const string Word = "resumed-run";

    private const int Launches = 7;
    private const long Steps = 400_000;

    private const string Vast = """
        machine: {memory: 64 GiB, wired: 64 MiB, swap: 1 GiB}
        programs:
          - {name: database, objects: [{backing: swap, size: 2 GiB}], pattern: uniform, writes: 50%, touches: 300, think: 1ms}
          - {name: editor, objects: [{backing: swap, size: 64 MiB}], pattern: zipf, writes: 50%, touches: 10, think: 100us}
        drivers:
          - {name: late, requests: [{size: 64 KiB, at: 90000s}]}
        until: 100000s
        """;

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("actorvm-resume").FullName;
        var store = Path.Combine(folder, "kept.db");
        Keep(store);
        Tell("16777216 pages, half a million in use, stopped", store);
        DropLatestSnapshot(store);
        Tell("the same, killed before its next snapshot", store);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The process's own side.</summary>
    public static void Make(string address)
    {
        using var store = Store.Open(address);
        var row = store.Find(1);
        var header = store.HeaderOf(row);
        var scenario = StoredScenario.Load(header, row.PersistenceId);

        // Restoring reads once more; how long that takes is seen the second time.
        Read();
        var reading = Read();

        var (cpu, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var restored = new Restorer(store, row, header, () => new ScenarioRun(scenario, StoredScenario.Options(header, row.Facts)), new RestoreOptions()).Restore();
        var made = restored.Run.Advance();
        var (seconds, used) = (Stopwatch.GetElapsedTime(watch).TotalSeconds - reading.Wall, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds - reading.Cpu);
        if (!made || restored.Run.World.Steps != row.Facts.Steps + 1)
            throw new InvalidOperationException("the run did not go on");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0000} {used:0.0000} {reading.Wall:0.0000}"));

        Used Read()
        {
            var (before, from) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            for (var next = store.Snapshots(row)[0].Sequence; next > 0;)
            {
                var snapshot = store.Snapshot(row, next, out _);
                snapshot.Unpack();
                next = snapshot.Base;
            }

            return new Used((Environment.CpuUsage.TotalTime - before).TotalSeconds, Compiling: 0, Stopwatch.GetElapsedTime(from).TotalSeconds);
        }
    }

    private static void Keep(string address)
    {
        using var store = Store.Open(address);
        var scenario = ScenarioReader.Parse("vast.yaml", Vast, []);
        new RunKeeper(store, null) { StepsMax = Steps }.Begin(null, scenario, [], new RunOptions { Seed = 1 }, snapshotEvery: 0);
    }

    private static void DropLatestSnapshot(string address)
    {
        using var store = Store.Open(address);
        var row = store.Find(1);
        var lease = store.Take(row);
        store.DropSnapshots(lease, [store.Snapshots(row)[0].Sequence], facts => facts);
        store.Release(lease);
    }

    private static void Tell(string what, string store)
    {
        var launches = Enumerable.Range(0, Launches).Select(_ => Launch(store)).ToArray();
        var (walls, processors) = (launches.Select(each => each.Wall).Order().ToArray(), launches.Select(each => each.Cpu).Order().ToArray());
        Measure.Row(what, walls[Launches / 2], "≤", 1, string.Create(
            CultureInfo.InvariantCulture, $"s   (median of {Launches} processes; {walls[0]:0.00} to {walls[^1]:0.00} s, {processors[0]:0.00} to {processors[^1]:0.00} s of processor time; reading it takes {launches.Average(each => each.Reading):0.00} s)"));
    }

    private static (double Wall, double Cpu, double Reading) Launch(string store)
    {
        using var process = Process.Start(OwnProcess.Of(Word, store))!;
        double[] said = [.. process.StandardOutput.ReadToEnd().Split(' ').Select(each => double.Parse(each, CultureInfo.InvariantCulture))];
        return (said[0], said[1], said[2]);
    }
}
