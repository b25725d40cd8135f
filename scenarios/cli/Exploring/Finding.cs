using ActorVm.Cli.Binding;
using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>A discovery made small, told, and kept.</summary>
/// <param name="SchedulePath">Where its schedule is; null when there is none to make.</param>
internal sealed record Finding(Discovery Original, Shrunk Shrunk, Story Story, string? SchedulePath)
{
    private const string Folder = "discoveries";
    private const int ChangesMost = 40;

    /// <summary>A kernel is slow to look at: more would take longer than anybody waits for a story.</summary>
    private const int SituationsMost = 20_000;

    public string Property => Original.Property?.Name ?? Original.Thrown?.GetType().Name ?? "exception";

    public string What => Shrunk.Discovery.What;

    public string? ReplayCommand => SchedulePath is null ? null : $"actorvm replay {SchedulePath}";

    /// <summary>One finding for each property that failed, the first of each.</summary>
    public static IReadOnlyList<Finding> All(Subject subject, IEnumerable<Discovery> discoveries, long seed, bool shrinks = true) =>
        [.. discoveries.DistinctBy(discovery => discovery.Property?.Name ?? discovery.What).Select(discovery => Of(subject, subject.Start, discovery, seed, shrinks))];

    /// <param name="shrinks">False: told as it was found.</param>
    /// <param name="path">Where its schedule goes; null: where discoveries go.</param>
    public static Finding Of(Subject subject, World start, Discovery discovery, long seed, bool shrinks = true, string? path = null)
    {
        if (discovery.Path.Count == 0)
            return new Finding(discovery, new Shrunk(start, discovery, [], 0, 0, IsShortest: true), new Story(discovery, "", null, null), null);

        var properties = subject.Properties;
        var shrunk = shrinks ? Shrinker.Shrink(start, discovery, properties, SituationsMost) : new Shrunk(start, discovery, [], 0, 0, IsShortest: false);
        var story = shrinks ? Story.Tell(shrunk.Start, shrunk.Discovery, properties, SituationsMost) : new Story(discovery, "", null, null);
        var finding = new Finding(discovery, shrunk, story, null);
        path ??= Path.Combine(FolderOf(subject.Recipe), $"{NameOf(subject)}-{NameOf(finding.Property)}.schedule");
        finding.Save(subject, seed, path);
        return finding with { SchedulePath = path };
    }

    /// <summary>Beside the scenario; of what comes with the tool, and of models, in the working folder.</summary>
    public static string FolderOf(Recipe recipe) => recipe.Path is { } path && !Path.GetFullPath(path).StartsWith(Commands.ScenarioLibrary.Folder, StringComparison.Ordinal)
        ? Path.Combine(Path.GetDirectoryName(path) ?? "", Folder)
        : Folder;

    private void Save(Subject subject, long seed, string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        KeyValuePair<string, string>[] header =
        [
            .. subject.Recipe.Header(folder), new("seed", $"{seed}"), new("property", Property), new("what", What.ReplaceLineEndings(" ")),
        ];
        var text = Schedule.Record(Shrunk, header).ToString();
        try
        {
            Directory.CreateDirectory(folder.Length == 0 ? "." : folder);
            File.WriteAllText(path + ".tmp", text);
            File.Move(path + ".tmp", path, overwrite: true);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(new Place(path), $"cannot be written: {wrong.Message}", wrong);
        }
    }

    // The same defect found again with another revision or setting is another file.
    private static string NameOf(Subject subject)
    {
        var changes = NameOf(string.Join('-', subject.Recipe.Settings.Select(setting => setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..])));
        return NameOf(subject.Name) + (changes.Length == 0 ? "" : $"-{(changes.Length <= ChangesMost ? changes : $"{Fingerprint.Of(System.Text.Encoding.UTF8.GetBytes(changes)).Low:x16}")}");
    }

    private static string NameOf(string text) => string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '-')).Trim('-');
}
