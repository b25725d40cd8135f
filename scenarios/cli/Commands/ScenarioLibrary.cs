using ActorVm.Cli.Binding;

namespace ActorVm.Cli.Commands;

/// <summary>A scenario that comes with the tool, with the words at its head.</summary>
internal sealed record LibraryEntry(string Name, string Path, string Covers, string Story);

/// <summary>The scenarios packed with the tool; they may be run by their bare names.</summary>
internal static class ScenarioLibrary
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "scenarios");

    public static IReadOnlyList<LibraryEntry> All() => !Directory.Exists(Folder) ? [] :
        [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Entry)];

    /// <summary>The file behind a path or a bare name.</summary>
    /// <exception cref="ScenarioException">There is none.</exception>
    public static string Find(string scenario)
    {
        if (File.Exists(scenario))
        {
            return scenario;
        }

        var names = All().Select(entry => entry.Name).ToArray();
        var name = scenario.EndsWith(".yaml", StringComparison.Ordinal) ? scenario[..^5] : scenario;

        return names.Contains(name)
            ? Path.Combine(Folder, name + ".yaml")
            : throw new ScenarioException(new Place(scenario), $"no such file, and no scenario of that name{(Spelling.Suggest(name, names) is { Length: > 0 } hint ? hint : "; see: actorvm list")}");
    }

    /// <summary>All scenarios of a folder, in the order of their names, where a folder is named; one otherwise.</summary>
    /// <exception cref="ScenarioException">There is none.</exception>
    public static IReadOnlyList<string> FindAll(string scenario)
    {
        var folder = Directory.Exists(scenario) || Path.IsPathRooted(scenario) ? scenario : Path.Combine(Folder, scenario);
        if (File.Exists(scenario) || !Directory.Exists(folder))
        {
            return [Find(scenario)];
        }

        string[] files = [.. Directory.EnumerateFiles(folder, "*.yaml", SearchOption.TopDirectoryOnly).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new ScenarioException(new Place(scenario), "a folder without scenarios (*.yaml)");
    }

    /// <summary>What to type for a scenario: its name where it comes with the tool, else its file.</summary>
    public static string NameOf(string path) => path.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? NameIn(path) : path;

    private static string NameIn(string path) => Path.ChangeExtension(Path.GetRelativePath(Folder, path), null).Replace('\\', '/');

    public static LibraryEntry Entry(string path)
    {
        var comments = File.ReadLines(path).TakeWhile(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim()).ToArray();
        var name = NameIn(path);

        return new LibraryEntry(name, path, Told(comments, "Covers:"), Told(comments, "Story:"));
    }

    // From its word to the next word with a colon, or to the end of the comment.
    private static string Told(string[] comments, string word)
    {
        var start = Array.FindIndex(comments, line => line.StartsWith(word, StringComparison.Ordinal));
        return start < 0 ? "" : string.Join(' ', comments.Skip(start + 1)
            .TakeWhile(line => line.Length > 0 && !line.StartsWith("Story:", StringComparison.Ordinal) && !line.StartsWith("Covers:", StringComparison.Ordinal))
            .Prepend(comments[start][word.Length..].Trim()));
    }
}
