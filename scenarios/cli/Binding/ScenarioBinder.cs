using ActorVm.Cli.Scenarios;

using YamlDotNet.RepresentationModel;

namespace ActorVm.Cli.Binding;

/// <summary>
/// Makes the model from the nodes of a file, strictly: a key the model does not have, a value that does not fit
/// or a key that is missing ends it, with its line. Remembers where every value was written.
/// </summary>
internal sealed class ScenarioBinder(SourceMap places)
{
    public T Bind<T>(YamlNode node) where T : class => (T)BindSection(node, typeof(T), "the scenario");

    private object BindValue(YamlNode node, ModelKey key, Type type) =>
        type == typeof(PropertyUse) ? BindProperty(node, key.Kind)
        : Scalars.IsScalar(type) ? BindScalar(node, key, type)
        : ModelType.ElementOf(type) is { } element ? BindList(node, key, element)
        : ModelType.ValueOf(type) is { } value ? BindNamed(node, key, value)
        : BindSection(node, type, $"'{key.Name}'");

    private object BindScalar(YamlNode node, ModelKey key, Type type)
    {
        if (node is not YamlScalarNode { Value: { } text } || (text is "" && type != typeof(string)))
        {
            throw Wrong(node, $"'{key.Name}' takes one value");
        }

        return Read(node, key.Name, text, type, key.Bounds);
    }

    private object Read(YamlNode node, string key, string text, Type type, BoundsAttribute? bounds = null)
    {
        try
        {
            return Scalars.Read(text, type, bounds);
        }
        catch (FormatException wrong)
        {
            throw Wrong(node, $"{key}: {wrong.Message}", wrong);
        }
    }

    private Array BindList(YamlNode node, ModelKey key, Type element)
    {
        if (node is not YamlSequenceNode list)
        {
            throw Wrong(node, $"'{key.Name}' takes a list; write each of its elements behind '- '");
        }

        var values = Array.CreateInstance(element, list.Children.Count);
        for (var i = 0; i < values.Length; i++)
        {
            values.SetValue(BindValue(list.Children[i], key, element), i);
        }

        return values;
    }

    private object BindNamed(YamlNode node, ModelKey key, Type value)
    {
        var values = (System.Collections.IDictionary)Activator.CreateInstance(typeof(SortedDictionary<,>).MakeGenericType(typeof(string), value), StringComparer.Ordinal)!;
        foreach (var (name, child) in MappingOf(node, $"'{key.Name}'"))
        {
            var bound = BindValue(child, key, value);
            values.Add(NameOf(name), bound);
            places.Remember(bound, "", places.Of(name));
        }

        return values;
    }

    private object BindSection(YamlNode node, Type type, string what)
    {
        var keys = ModelType.KeysOf(type);
        var mapping = MappingOf(node, what);
        var section = Activator.CreateInstance(type)!;
        places.Remember(section, "", places.Of(node));
        foreach (var (name, child) in mapping)
        {
            var key = keys.FirstOrDefault(known => known.Name == NameOf(name))
                ?? throw Wrong(name, $"unknown key '{NameOf(name)}'{Spelling.Suggest(NameOf(name), keys.Select(known => known.Name))}");
            key.Property.SetValue(section, BindValue(child, key, key.Type));
            places.Remember(section, key.Property.Name, places.Of(child));
        }

        return keys.FirstOrDefault(key => key.IsRequired && !places.IsWritten(section, key.Property.Name)) is { } missing
            ? throw Wrong(node, $"{what} has no '{missing.Name}'{About(missing)}")
            : section;
    }

    private PropertyUse BindProperty(YamlNode node, PropertyKind kind)
    {
        var (name, argument) = node switch
        {
            YamlScalarNode => (node, null),
            YamlMappingNode { Children.Count: 1 } one => (one.Children[0].Key, one.Children[0].Value),
            _ => throw Wrong(node, "a property is its name, or 'name: argument'"),
        };
        var known = PropertyCatalogue.Under(kind).ToArray();
        var definition = known.FirstOrDefault(property => property.Name == NameOf(name))
            ?? throw Wrong(name, UnknownProperty(NameOf(name), kind, known));

        return (definition.Argument, argument) switch
        {
            (null, null) => new PropertyUse(definition, null),
            (null, _) => throw Wrong(argument!, $"property '{definition.Name}' takes no argument"),
            ({ } type, YamlScalarNode { Value: { } text }) => new PropertyUse(definition, Read(argument, definition.Name, text, type)),
            _ => throw Wrong(node, $"property '{definition.Name}' takes an argument: write '{definition.Name}: …'"),
        };
    }

    private static string UnknownProperty(string name, PropertyKind kind, IEnumerable<PropertyDefinition> known) =>
        PropertyCatalogue.Find(name) is { } other
            ? $"property '{name}' does not go under '{Spelling.Kebab(kind.ToString())}' but under '{Spelling.Kebab(other.Kinds.ToString())}'"
            : $"unknown property '{name}'{Spelling.Suggest(name, known.Select(property => property.Name))}";

    private static string About(ModelKey key) => key.Doc is null ? "" : $" ({key.Doc.TrimEnd('.')})";

    private IEnumerable<KeyValuePair<YamlNode, YamlNode>> MappingOf(YamlNode node, string what) => node switch
    {
        YamlMappingNode mapping => mapping.Children,
        _ => throw Wrong(node, $"{what} takes keys with values; write 'key: value', a key a line"),
    };

    private string NameOf(YamlNode node) => node is YamlScalarNode { Value: { } name } ? name : throw Wrong(node, "a key is one word");

    private ScenarioException Wrong(YamlNode node, string problem, Exception? inner = null) => new(places.Of(node), problem, inner);
}
