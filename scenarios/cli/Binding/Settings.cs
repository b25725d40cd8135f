using ActorVm.Cli.Scenarios;

using YamlDotNet.RepresentationModel;

namespace ActorVm.Cli.Binding;

/// <summary>
/// <c>--set KEY=VALUE</c>: changes the nodes of a file before they are bound, so that a setting can reach whatever a file
/// can say and fails in the same words. A key that only one section has may stand alone: <c>passes=2</c>, <c>v_free_min=200</c>.
/// Elements of lists go by name or by number, or all at once: <c>drivers.fxp0.requests.*.size=1 MiB</c>.
/// </summary>
internal sealed class Settings(SourceMap places)
{
    public void Apply(YamlNode root, string setting)
    {
        var place = new Place($"--set {setting}");
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new ScenarioException(place, "write --set KEY=VALUE, such as --set algorithm.passes=2");
        }

        var value = Parse(setting[(equals + 1)..].Trim(), place);
        places.Override(value, place);
        Set(root, typeof(ScenarioFile), Unabbreviated(setting[..equals].Trim()), value, place);
    }

    private static YamlNode Parse(string text, Place place)
    {
        var documents = YamlText.Load(text, _ => place, "the value is not YAML");
        return documents.Count == 1 ? documents[0].RootNode : new YamlScalarNode(text);
    }

    private void Set(YamlNode node, Type type, string path, YamlNode value, Place place)
    {
        if (ModelType.ElementOf(type) is { } element)
        {
            SetInList(node, element, path, value, place);
        }
        else if (ModelType.ValueOf(type) is { } named)
        {
            var dot = path.IndexOf('.', StringComparison.Ordinal);
            SetChild(node, named, dot < 0 ? path : path[..dot], dot < 0 ? "" : path[(dot + 1)..], value, place);
        }
        else if (ModelType.IsSection(type))
        {
            var keys = ModelType.KeysOf(type);
            var key = keys.Where(known => path == known.Name || path.StartsWith(known.Name + ".", StringComparison.Ordinal)).MaxBy(known => known.Name.Length)
                ?? throw new ScenarioException(place, $"unknown key '{path.Split('.')[0]}'{Spelling.Suggest(path.Split('.')[0], type == typeof(ScenarioFile) ? keys.Select(known => known.Name).Concat(Abbreviations(type)) : keys.Select(known => known.Name))}");
            SetChild(node, key.Type, key.Name, path.Length > key.Name.Length ? path[(key.Name.Length + 1)..] : "", value, place);
        }
        else
        {
            throw new ScenarioException(place, $"nothing lies below this key: leave out '.{path}'");
        }
    }

    private void SetChild(YamlNode node, Type type, string name, string rest, YamlNode value, Place place)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw new ScenarioException(places.Of(node), $"takes keys with values, '{name}' among them");
        }

        var key = mapping.Children.Keys.FirstOrDefault(known => known is YamlScalarNode { Value: { } written } && written == name) ?? Named(name, place);
        if (rest is "")
        {
            mapping.Children[key] = value;
            return;
        }

        if (!mapping.Children.TryGetValue(key, out var child))
        {
            child = ModelType.ElementOf(type) is null ? new YamlMappingNode() : new YamlSequenceNode();
            places.Override(child, place);
            mapping.Children[key] = child;
        }

        Set(child, type, rest, value, place);
    }

    private void SetInList(YamlNode node, Type element, string path, YamlNode value, Place place)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (which, rest) = dot < 0 ? (path, "") : (path[..dot], path[(dot + 1)..]);
        var elements = node is YamlSequenceNode list ? list.Children : [];
        var chosen = Enumerable.Range(0, elements.Count).Where(i => which == "*" || which == $"{i}" || which == NameOf(elements[i])).ToArray();
        if (chosen.Length == 0)
        {
            throw new ScenarioException(place, $"nobody here is called '{which}'{Spelling.Suggest(which, elements.Select((one, i) => NameOf(one) ?? $"{i}"))}");
        }

        foreach (var i in chosen)
        {
            if (rest is "")
            {
                elements[i] = value;
            }
            else
            {
                Set(elements[i], element, rest, value, place);
            }
        }
    }

    private YamlScalarNode Named(string name, Place place)
    {
        var node = new YamlScalarNode(name);
        places.Override(node, place);
        return node;
    }

    private static string? NameOf(YamlNode element) =>
        element is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode("name"), out var name) && name is YamlScalarNode { Value: { } text } ? text : null;

    // v_free_min → machine.thresholds.v_free_min: a first word no top-level key has, but exactly one section has.
    private static string Unabbreviated(string path)
    {
        var owners = ModelType.KeysOf(typeof(ScenarioFile)).Any(key => StartsWith(path, key.Name)) ? [] : Owners(typeof(ScenarioFile), "", path).ToArray();
        return owners.Length == 1 ? owners[0] + path : path;
    }

    private static IEnumerable<string> Owners(Type section, string prefix, string path) =>
        ModelType.KeysOf(section).Where(key => ModelType.IsSection(key.Type)).SelectMany(key =>
            Owners(key.Type, $"{prefix}{key.Name}.", path).Concat(
                ModelType.KeysOf(key.Type).Any(inner => StartsWith(path, inner.Name)) ? [$"{prefix}{key.Name}."] : []));

    private static IEnumerable<string> Abbreviations(Type section) =>
        ModelType.KeysOf(section).Where(key => ModelType.IsSection(key.Type)).SelectMany(key => ModelType.KeysOf(key.Type).Select(inner => inner.Name).Concat(Abbreviations(key.Type)));

    private static bool StartsWith(string path, string key) => path == key || path.StartsWith(key + ".", StringComparison.Ordinal);
}
