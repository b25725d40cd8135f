using ActorVm.Cli.Binding;
using ActorVm.Cli.Files;

using YamlDotNet.RepresentationModel;

namespace ActorVm.Cli.Scenarios;

/// <summary>A scenario with its text: what a run needs to name it and to say where something was written.</summary>
internal sealed record LoadedScenario(string Name, string Path, string Text, ScenarioFile File, SourceMap Places, IReadOnlyList<string> Settings)
{
    /// <summary>The command line changes what the file says.</summary>
    public bool IsOverridden => Settings.Count > 0;

    /// <summary>Where the machine's memory map is, if it has one: beside the scenario.</summary>
    public string? MapPath => File.Machine.Map is { } map ? Beside(map) : null;

    /// <summary>Where the trace of a program is, if it has one.</summary>
    public string? TracePathOf(ProgramSection program) => program.Trace is { } trace ? Beside(trace) : null;

    private string Beside(string name) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", name);
}

/// <summary>Reads a scenario file: text → nodes → settings of the command line → model → checks.</summary>
internal static class ScenarioReader
{
    private const int BytesMax = 1 << 20;

    /// <exception cref="ScenarioException">The file is wrong, with the place and the correction.</exception>
    public static LoadedScenario Read(string path, IReadOnlyList<string> settings)
    {
        var file = Path.GetFileName(path);
        var text = TextOf(path, file);

        return Parse(path, text, settings);
    }

    /// <inheritdoc cref="Read"/>
    public static LoadedScenario Parse(string path, string text, IReadOnlyList<string> settings)
    {
        var file = Path.GetFileName(path);
        var places = new SourceMap(file);
        var root = RootOf(text, file);
        var changes = new Settings(places);
        foreach (var setting in settings)
        {
            changes.Apply(root, setting);
        }

        var model = new ScenarioBinder(places).Bind<ScenarioFile>(root);
        ScenarioChecks.Check(model, places);

        var loaded = new LoadedScenario(Path.GetFileNameWithoutExtension(path), path, text, model, places, settings);

        CheckFiles(loaded);
        return loaded;
    }

    private static void CheckFiles(LoadedScenario loaded)
    {
        var (file, places) = (loaded.File, loaded.Places);
        if (loaded.MapPath is { } map && !File.Exists(map))
        {
            throw new ScenarioException(places.Of(file.Machine, nameof(file.Machine.Map)), $"map: there is no file {map}; make it with: actorvm import /proc/kpageflags --out {map}");
        }

        if (file.Programs.FirstOrDefault(program => loaded.TracePathOf(program) is { } path && !File.Exists(path)) is { } program)
        {
            var path = loaded.TracePathOf(program);
            throw new ScenarioException(places.Of(program, nameof(program.Trace)), $"trace: there is no file {path}; make it with: actorvm import --lackey LOG --out {path}");
        }
    }

    private static string TextOf(string path, string file)
    {
        try
        {
            return new FileInfo(path).Length <= BytesMax
                ? File.ReadAllText(path)
                : throw new ScenarioException(new Place(file), $"is larger than {ByteSize.MiB(1)}: not a scenario");
        }
        catch (Exception wrong) when (UnreadableFile.IsMeant(wrong))
        {
            throw UnreadableFile.Of(path, new Place(file), wrong);
        }
    }

    private static YamlNode RootOf(string text, string file)
    {
        var documents = YamlText.Load(text, line => Place.Line(file, line), "not YAML");
        return documents.Count == 1
            ? documents[0].RootNode
            : throw new ScenarioException(Place.Line(file, 1), $"holds {documents.Count} documents; a scenario is one");
    }
}
