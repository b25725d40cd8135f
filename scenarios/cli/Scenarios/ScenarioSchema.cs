using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;
using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

/// <summary>The JSON Schema of scenario files, read off the same types the binder reads, so the two cannot disagree.</summary>
internal static class ScenarioSchema
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<Type, (string Pattern, string Doc)> Worded = new()
    {
        [typeof(ByteSize)] = (@"^(0x[0-9a-fA-F_]+|[0-9]+(\.[0-9]+)? *(GiB|MiB|KiB|pages?|bytes|B))$", "Bytes, or a number with KiB, MiB, GiB or pages."),
        [typeof(Duration)] = (@"^(0|[0-9]+(\.[0-9]+)? *(ns|us|µs|ms|s|min))$", "A time with its unit: 10ms."),
        [typeof(Share)] = (@"^[0-9]+(\.[0-9]+)? *%?$", "0% to 100%, or 0 to 1."),
        [typeof(CountRange)] = (@"^[0-9]*(\.\.[0-9]*)?$", "5, 1..10, 5.. (at least) or ..5 (at most)."),
    };

    /// <summary>The schema as it is kept in scenario.schema.json.</summary>
    public static string Text()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "ActorVm scenario",
        };
        foreach (var (name, value) in Section(typeof(ScenarioFile)).ToArray())
        {
            schema[name] = value?.DeepClone();
        }

        return schema.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Section(Type type)
    {
        var keys = ModelType.KeysOf(type);
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        if (type.GetCustomAttribute<DocAttribute>() is { } doc)
        {
            schema["description"] = doc.Text;
        }

        schema["properties"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)Key(key))));
        if (keys.Where(key => key.IsRequired).Select(key => (JsonNode)key.Name).ToArray() is { Length: > 0 } required)
        {
            schema["required"] = new JsonArray(required);
        }

        return schema;
    }

    private static JsonObject Key(ModelKey key)
    {
        var schema = Value(key.Type, key);
        if (key.Doc is not null)
        {
            schema["description"] = key.Doc;
        }

        return schema;
    }

    private static JsonObject Value(Type type, ModelKey key) =>
        type == typeof(PropertyUse) ? Property(key.Kind)
        : ModelType.ElementOf(type) is { } element ? new JsonObject { ["type"] = "array", ["items"] = Value(element, key) }
        : ModelType.ValueOf(type) is { } value ? new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(value, key) }
        : Scalars.IsScalar(type) ? Scalar(type, key.Bounds)
        : Section(type);

    private static JsonObject Scalar(Type type, BoundsAttribute? bounds) =>
        type.IsEnum ? new JsonObject { ["enum"] = new JsonArray([.. Scalars.Words(type).SelectMany(Spellings)]) }
        : type == typeof(bool) ? new JsonObject { ["enum"] = new JsonArray("on", "off", true, false) }
        : type == typeof(string) ? new JsonObject { ["type"] = "string" }
        : Worded.TryGetValue(type, out var worded) ? new JsonObject { ["type"] = new JsonArray("number", "string"), ["pattern"] = worded.Pattern, ["description"] = worded.Doc }
        : Bounded(new JsonObject { ["type"] = "integer" }, bounds);

    private static JsonObject Bounded(JsonObject schema, BoundsAttribute? bounds)
    {
        if (bounds is not null)
        {
            schema["minimum"] = bounds.Least;
            schema["maximum"] = bounds.Most;
        }

        return schema;
    }

    // 1.36 without quotes is a number for an editor, and right all the same.
    private static IEnumerable<JsonNode?> Spellings(string word) =>
        decimal.TryParse(word, out var number) ? [JsonValue.Create(word), JsonValue.Create(number)] : [JsonValue.Create(word)];

    private static JsonObject Property(PropertyKind kind) => new()
    {
        ["oneOf"] = new JsonArray([.. PropertyCatalogue.Under(kind).Select(property => property.Argument is null
            ? new JsonObject { ["const"] = property.Name, ["description"] = property.Doc }
            : new JsonObject
            {
                ["type"] = "object",
                ["description"] = property.Doc,
                ["additionalProperties"] = false,
                ["required"] = new JsonArray(property.Name),
                ["properties"] = new JsonObject { [property.Name] = Scalar(property.Argument, null) },
            })]),
    };
}
