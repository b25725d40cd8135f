using System.Security.Cryptography;
using System.Text;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Persistence;

namespace ActorVm.Cli.Recording;

/// <summary>A scenario on its way into the store, and out of it: with its text, settings and the files it names.</summary>
internal static class StoredScenario
{
    private const int HashDigits = 12;

    public static RunHeader Header(LoadedScenario scenario, IReadOnlyList<string> settings, RunOptions options, string genesis) => new()
    {
        Kind = "run",
        Scenario = scenario.Name,
        Path = Path.GetFullPath(scenario.Path),
        Text = scenario.Text,
        Settings = [.. settings],
        Seed = options.Seed,
        Revision = Scalars.WordOf(scenario.File.Algorithm.Revision),
        Check = options.Check,
        Until = options.Until?.Nanoseconds ?? 0,
        UntilSteps = options.Steps ?? 0,
        Genesis = genesis,
        Files = Files(scenario),
    };

    public static StoredFile[] Files(LoadedScenario scenario) =>
    [
        .. Named(scenario).Distinct(StringComparer.Ordinal).Select(path => new StoredFile(Path.GetRelativePath(Path.GetDirectoryName(scenario.Path) ?? "", path), File.ReadAllBytes(path))),
    ];

    public static RunOptions Options(RunHeader header, RunFacts facts) => new()
    {
        Seed = header.Seed,
        Until = facts.Until > 0 ? new Duration(facts.Until) : null,
        Steps = facts.UntilSteps > 0 ? facts.UntilSteps : null,
        Check = header.Check,
    };

    /// <summary>The scenario as it was recorded. Files that it names are taken from the store when they are not where they were, or not the same.</summary>
    public static LoadedScenario Load(RunHeader header, string persistenceId)
    {
        var path = header.Files.All(file => IsThere(header.Path, file)) ? header.Path : Unpacked(header, persistenceId);
        return ScenarioReader.Parse(path, header.Text, header.Settings);
    }

    /// <summary>A file with the recorded text, and beside it what it names: the one it was read from, if that is still the same.</summary>
    public static string FileOf(RunHeader header, string persistenceId)
    {
        if (File.Exists(header.Path) && Edited(header) is null && header.Files.All(file => IsThere(header.Path, file)))
        {
            return header.Path;
        }

        var path = Unpacked(header, persistenceId);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, header.Text);
        return path;
    }

    /// <summary>A word about a scenario file that says something else by now; null if there is nothing to say.</summary>
    public static string? Edited(RunHeader header) =>
        File.Exists(header.Path) && File.ReadAllText(header.Path) is var now && now != header.Text
            ? $"{Path.GetFileName(header.Path)} was edited since: its text is {HashOf(now)}, the recorded one {HashOf(header.Text)}. What was begun goes on with the recorded text"
            : null;

    /// <summary>Names a scenario's text.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];

    private static IEnumerable<string> Named(LoadedScenario scenario) =>
        scenario.File.Programs.Select(scenario.TracePathOf).Append(scenario.MapPath).OfType<string>();

    private static bool IsThere(string scenario, StoredFile file)
    {
        var path = Path.Combine(Path.GetDirectoryName(scenario) ?? "", file.Name);
        return File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Bytes);
    }

    private static string Unpacked(RunHeader header, string persistenceId)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"actorvm-{persistenceId}");
        foreach (var file in header.Files)
        {
            var path = Path.GetFullPath(Path.Combine(folder, "scenario", Path.IsPathRooted(file.Name) ? Path.GetFileName(file.Name) : file.Name));
            if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new ScenarioException(new Place(header.Scenario), $"names the file {file.Name}, which lies outside its folder");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Bytes);
        }

        return Path.Combine(folder, "scenario", Path.GetFileName(header.Path));
    }
}
