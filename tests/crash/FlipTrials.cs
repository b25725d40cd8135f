using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Simulation;

using Serilog;

namespace ActorVm.Tests.Crash;

/// <summary>Flips one bit of a store and resumes the run in it: it must end as ever, or be refused with a line that says why.</summary>
internal sealed class FlipTrials(ulong seed)
{
    private readonly string folder = Directory.CreateTempSubdirectory("actorvm-flips").FullName;
    private SplitMix64 random = new(seed);

    public int Harmless { get; private set; }

    public int Found { get; private set; }

    /// <returns>Flips that nobody noticed and that changed something.</returns>
    public IReadOnlyList<string> Run(int flips)
    {
        var store = Path.Combine(folder, "actorvm.db");
        var whole = Report(Type(["run", "two-drivers", "--store", store, "--snapshot-every", "500", "--name", "kept"]).Out);
        var (bytes, silent) = (File.ReadAllBytes(store), new List<string>());
        for (var flip = 0; flip < flips; flip++)
        {
            var (place, bit) = (random.Below(bytes.Length), random.Below(8));
            var (code, said, error) = Resume(bytes, place, bit, flip);
            var isFound = code == ExitCode.WrongInput && error.Count(letter => letter == '\n') == 1;
            var isHarmless = code is ExitCode.Ok && Report(said) == whole;
            Found += isFound ? 1 : 0;
            Harmless += isHarmless ? 1 : 0;
            if (!isFound && !isHarmless)
                silent.Add($"byte {place}, bit {bit}: exit code {code}, {error}{said}");
        }

        Directory.Delete(folder, recursive: true);
        return silent;
    }

    private (int Code, string Out, string Error) Resume(byte[] bytes, int place, int bit, int flip)
    {
        var copy = Path.Combine(folder, $"{flip}.db");
        var damaged = (byte[])bytes.Clone();
        damaged[place] ^= (byte)(1 << bit);
        File.WriteAllBytes(copy, damaged);
        var told = Type(["resume", "kept", "--store", copy]);
        File.Delete(copy);
        return told;
    }

    private static (int Code, string Out, string Error) Type(string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var log = new LoggerConfiguration().CreateLogger();
        var code = CommandLine.Run(words, new Shell(output, error, Shell.Plain(output), log, new ScenarioRunner(), new KernelVectorMachine(), IsErrorTerminal: false));
        return (code, output.ToString(), error.ToString());
    }

    private static string Report(string said) => said[..Math.Max(0, said.IndexOf("kept as run", StringComparison.Ordinal))];
}
