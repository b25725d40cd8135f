using System.Collections;
using System.Collections.Immutable;
using System.Globalization;

namespace ActorVm.Simulation;

/// <summary>Names the first field in which two values differ. For messages to people: it walks by reflection.</summary>
public static class Difference
{
    /// <summary><c>"Left.Count: expected 3, is 4"</c>; null when there is none.</summary>
    public static string? First<T>(T expected, T actual) => First(string.Empty, expected, actual);

    private static string? First(string path, object? expected, object? actual)
    {
        if (expected is null || actual is null || expected.GetType() != actual.GetType())
            return Equals(expected, actual) ? null : Say(path, expected, actual);

        var type = expected.GetType();
        if (type.IsPrimitive || type.IsEnum || type == typeof(string))
            return Equals(expected, actual) ? null : Say(path, expected, actual);
        if (StateShape.IsOwned(type))
            return OfOwned(expected, actual);
        if (expected is IEnumerable many && (type.IsSZArray || StateShape.ElementOf(type) is not null))
            return OfMany(path, [.. many.Cast<object?>()], [.. ((IEnumerable)actual).Cast<object?>()]);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return OfArray(type, path, expected, actual);
        return OfFields(type, path, expected, actual);
    }

    private static string? OfArray(Type type, string path, object expected, object actual)
    {
        var array = StateShape.FieldsOf(type).Single();
        return First(path, array.GetValue(expected), array.GetValue(actual));
    }

    private static string? OfFields(Type type, string path, object expected, object actual) =>
        StateShape.FieldsOf(type)
            .Select(field => First(
                path.Length == 0 ? StateShape.NameOf(field) : $"{path}.{StateShape.NameOf(field)}",
                field.GetValue(expected),
                field.GetValue(actual)))
            .FirstOrDefault(found => found is not null);

    private static string? OfMany(string path, object?[] expected, object?[] actual)
    {
        for (var index = 0; index < Math.Min(expected.Length, actual.Length); index++)
        {
            if (First($"{path}[{index}]", expected[index], actual[index]) is { } found)
                return found;
        }

        return expected.Length == actual.Length ? null : Say($"{path}.Length", expected.Length, actual.Length);
    }

    // What is owned speaks of its own things by their names; which field holds it says nothing more.
    private static string? OfOwned(object expected, object actual)
    {
        var compare = expected.GetType().GetMethod("FirstDifference", [expected.GetType()])
            ?? throw new InvalidOperationException($"{expected.GetType()} hides its FirstDifference: make it public");
        return (string?)compare.Invoke(expected, [actual]);
    }

    private static string Say(string path, object? expected, object? actual) =>
        string.Create(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? "value" : path)}: expected {expected ?? "nothing"}, is {actual ?? "nothing"}");
}
