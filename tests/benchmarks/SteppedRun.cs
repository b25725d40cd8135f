using System.Diagnostics;
using System.Globalization;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Recording;
using ActorVm.Cli.Scenarios;
using ActorVm.Persistence;

namespace ActorVm.Benchmarks;

/// <summary>What a process has used since it began, in seconds.</summary>
/// <param name="Cpu">By all of its threads.</param>
/// <param name="Compiling">What the runtime's threads that compile anew what is used often had of that.</param>
internal readonly record struct Used(double Cpu, double Compiling, double Wall)
{
    public static Used operator +(Used one, Used other) => new(one.Cpu + other.Cpu, one.Compiling + other.Compiling, one.Wall + other.Wall);

    public static Used operator -(Used later, Used earlier) => new(later.Cpu - earlier.Cpu, later.Compiling - earlier.Compiling, later.Wall - earlier.Wall);
}

/// <summary>
/// A run in a process of its own, as the command makes it, that stops wherever it would tell its progress until it is told to
/// go on: so two runs can take turns every few milliseconds, and neither is compiled, collected or delayed for the other.
/// </summary>
internal sealed class SteppedRun : IDisposable
{
    public const string Word = "stepped-run";
    private const string End = "end";
    private const string Compiler = ".NET Tiered Com";

    private readonly Process process;
    private readonly SortedDictionary<string, double> threads = new(StringComparer.Ordinal);

    /// <param name="store">Where it is kept; empty if it is not.</param>
    public SteppedRun(string scenario, long steps, long stepsAtOnce, string store, string[] settings)
    {
        process = Process.Start(OwnProcess.Of(Word, [scenario, $"{steps}", $"{stepsAtOnce}", store, .. settings]))!;
        Next();
    }

    /// <summary>It has come to its end: reported, and if kept, committed.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Where it ended.</summary>
    public string StateHash { get; private set; } = "";

    /// <summary>What it had used when it came to where it is; waiting to be told is not counted as time.</summary>
    public Used Used { get; private set; }

    /// <summary>Lets it make the next steps.</summary>
    /// <returns>What that took, and what the writer of the store did since.</returns>
    public Used Advance()
    {
        var before = Used;
        process.StandardInput.WriteLine();
        Next();
        return Used - before;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    /// <summary>The process's own side.</summary>
    public static void Make(string scenario, long steps, long stepsAtOnce, string store, string[] settings)
    {
        var waited = TimeSpan.Zero;
        var began = Process.GetCurrentProcess().StartTime;
        var watch = Stopwatch.StartNew();
        var early = DateTime.Now - began;
        var loaded = ScenarioReader.Read(ScenarioLibrary.Find(scenario), settings);
        var options = new RunOptions { Seed = loaded.File.Seed, Steps = steps, ProgressEvery = stepsAtOnce };
        var report = store.Length == 0 ? new ScenarioRunner().Run(loaded, options with { Progress = Gate }) : Keep();
        Console.Out.WriteLine($"{End} {Text()} {report.StateHash}");

        Cli.Reports.RunReport Keep()
        {
            using var open = Store.Open(store);
            return new RunKeeper(open, Gate).Begin(null, loaded, settings, options, snapshotEvery: 0).Report!;
        }

        void Gate(RunProgress progress)
        {
            Console.Out.WriteLine($"at {Text()}");
            var from = watch.Elapsed;
            Console.In.ReadLine();
            waited += watch.Elapsed - from;
        }

        string Text() => string.Create(CultureInfo.InvariantCulture, $"{Environment.CpuUsage.TotalTime.TotalSeconds:0.000000} {(early + watch.Elapsed - waited).TotalSeconds:0.000000}");
    }

    private void Next()
    {
        var words = process.StandardOutput.ReadLine()?.Split(' ') ?? throw new InvalidOperationException("the run ended without a word");
        Used = new Used(double.Parse(words[1], CultureInfo.InvariantCulture), Compiling(), double.Parse(words[2], CultureInfo.InvariantCulture));
        IsOver = words[0] == End;
        StateHash = IsOver ? words[3] : "";
    }

    // Looked at from outside, so that it costs the process nothing. Such a thread ends when it is idle for long, and may do so now.
    private double Compiling()
    {
        var all = $"/proc/{process.Id}/task";
        foreach (var thread in Directory.Exists(all) ? Directory.EnumerateDirectories(all) : [])
        {
            try
            {
                if (threads.TryGetValue(thread, out var known) ? known >= 0 : File.ReadAllText($"{thread}/comm").Trim() == Compiler)
                    threads[thread] = long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9;
                else
                    threads[thread] = -1;
            }
            catch (IOException)
            {
                // It is gone.
            }
        }

        return threads.Values.Where(seconds => seconds > 0).Sum();
    }
}
