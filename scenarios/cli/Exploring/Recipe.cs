using System.Globalization;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Scenarios;
using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Cli.Exploring;

/// <summary>
/// Everything a world is made from: the scenario's text, what the command line changes, and how time passes. The same recipe
/// makes the same world, in another process and on another day; a schedule carries its recipe in its header.
/// </summary>
/// <param name="Name">As it was asked for: a file, a name of the library, or a model of the oracles with its arguments.</param>
/// <param name="Path">The file; null for a model.</param>
internal sealed record Recipe(string Name, string? Path, IReadOnlyList<string> Settings, Pace Pace, Delivery Delivery)
{
    private const string ScenarioKey = "scenario";
    private const string HashKey = "scenario-hash";
    private const string SetKey = "set";
    private const string PaceKey = "pace";
    private const string DeliveryKey = "delivery";

    /// <summary>The scenario of that name, or else the model.</summary>
    /// <exception cref="ScenarioException">There is neither.</exception>
    public static Recipe Find(string name, IReadOnlyList<string> settings, Pace pace, Delivery delivery = Delivery.Fifo)
    {
        if (!IsModel(name))
            return new Recipe(name, ScenarioLibrary.Find(name), settings, pace, delivery);

        return settings.Count == 0
            ? new Recipe(name, null, [], Pace.Adversarial, delivery)
            : throw new ScenarioException(new Place(name), "a model has arguments, no settings: leave out --set and --revision");
    }

    /// <summary>A scenario read already.</summary>
    public static Recipe Of(LoadedScenario scenario, Pace pace) => new(scenario.Path, scenario.Path, scenario.Settings, pace, Delivery.Fifo);

    public LoadedScenario? Load() => Path is null ? null : ScenarioReader.Read(Path, Settings);

    /// <summary>The world before its first step.</summary>
    public Kernel.Cast Build(LoadedScenario? scenario)
    {
        try
        {
            return scenario is null ? new Kernel.Cast(OracleModel.Build(Name, Delivery), null!) : Kernel.ScenarioWorld.Cast(scenario, Pace, Delivery);
        }
        catch (ArgumentException wrong) when (scenario is null)
        {
            throw new ScenarioException(new Place(Name), wrong.Message, wrong);
        }
    }

    /// <summary>For a schedule that is kept in that folder.</summary>
    public IEnumerable<KeyValuePair<string, string>> Header(string folder) =>
    [
        new(ScenarioKey, Path is null ? Name : WayTo(Path, folder)),
        .. Path is null ? [] : (KeyValuePair<string, string>[])[new(HashKey, HashOf(Path))],
        .. Settings.Select(setting => KeyValuePair.Create(SetKey, setting)),
        new(PaceKey, Word(Pace)),
        new(DeliveryKey, Word(Delivery)),
        new("engine", ScheduleWriter.EngineVersion),
    ];

    /// <summary>A schedule's text for another folder, about a scenario that may lie elsewhere by now.</summary>
    public static string Moved(string schedule, string scenario, string folder)
    {
        const string Head = "\n" + ScenarioKey + ": ";
        var start = schedule.IndexOf(Head, StringComparison.Ordinal) + Head.Length;
        return $"{schedule[..start]}{WayTo(scenario, folder)}{schedule[schedule.IndexOf('\n', start)..]}";
    }

    /// <summary>The recipe of a schedule, and what is no longer as it was when that was written.</summary>
    /// <exception cref="ScenarioException">The header does not say what is needed.</exception>
    public static (Recipe Recipe, IReadOnlyList<string> Changes) FromHeader(string file, IReadOnlyList<KeyValuePair<string, string>> header)
    {
        var name = Value(ScenarioKey) ?? throw Missing(ScenarioKey);
        var (pace, delivery) = (Parse<Pace>(PaceKey), Parse<Delivery>(DeliveryKey));
        string[] settings = [.. header.Where(entry => entry.Key == SetKey).Select(entry => entry.Value)];
        if (IsModel(name))
            return (new Recipe(name, null, [], Pace.Adversarial, delivery), EngineChanges());

        var beside = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file) ?? "", name);
        var path = File.Exists(beside) ? System.IO.Path.GetRelativePath(".", beside) : ScenarioLibrary.Find(name);
        string[] changes = Value(HashKey) is { } hash && hash != HashOf(path) ? [$"{ScenarioLibrary.NameOf(path)} has been edited since this schedule was written"] : [];
        return (new Recipe(path, path, settings, pace, delivery), [.. changes, .. EngineChanges()]);

        string? Value(string key) => header.FirstOrDefault(entry => entry.Key == key).Value;

        ScenarioException Missing(string key) => new(new Place(file), $"the header has no '{key}: …'");

        T Parse<T>(string key) where T : struct, Enum =>
            Enum.TryParse<T>(Value(key) ?? throw Missing(key), ignoreCase: true, out var value) ? value : throw new ScenarioException(new Place(file), $"{key}: '{Value(key)}' is none of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");

        IReadOnlyList<string> EngineChanges() => Value("engine") is { } engine && engine != ScheduleWriter.EngineVersion
            ? [$"it was written by engine {engine}, this is {ScheduleWriter.EngineVersion}"]
            : [];
    }

    private static bool IsModel(string name) => !File.Exists(name) && OracleModel.All.Any(model => model.Name == name.Split(' ')[0]);

    private static string HashOf(string path) => Fingerprint.Of(File.ReadAllBytes(path)).ToString();

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLower(CultureInfo.InvariantCulture);

    // By its name if it comes with the tool, wherever that is installed.
    private static string WayTo(string path, string folder)
    {
        var full = System.IO.Path.GetFullPath(path);
        var way = System.IO.Path.GetRelativePath(full.StartsWith(ScenarioLibrary.Folder, StringComparison.Ordinal) ? ScenarioLibrary.Folder : System.IO.Path.GetFullPath(folder.Length == 0 ? "." : folder), full).Replace('\\', '/');
        return full.StartsWith(ScenarioLibrary.Folder, StringComparison.Ordinal) ? System.IO.Path.ChangeExtension(way, null) : way;
    }
}
