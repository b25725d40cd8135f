using System.Text.Json;

namespace ActorVm.Cli.Vectors;

/// <summary>Fields that may be left out.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static int? Number(this JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    public static long? Long(this JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetInt64() : null;

    /// <summary>Sizes and addresses go up to 2^64 − 1.</summary>
    public static ulong? Address(this JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetUInt64() : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.EnumerateArray() : [];

    public static int[]? Numbers(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(one => one.GetInt32())] : null;

    public static IReadOnlyDictionary<string, long>? Longs(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt64()) : null;
}
