using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// What a state may be made of: values all the way down. Whatever could be changed behind the host's back, or has no
/// contents that can be written, is refused when the actor is added.
/// </summary>
public static class StateShape
{
    private static readonly Type[] Collections =
    [
        typeof(ImmutableList<>), typeof(ImmutableQueue<>), typeof(ImmutableSortedSet<>), typeof(ImmutableSortedDictionary<,>),
    ];

    private static readonly ConditionalWeakTable<Type, FieldInfo[]> Fields = [];

    /// <summary>Every field, at any depth, that a state must not have, with the reason. Empty when the type is sound.</summary>
    public static IReadOnlyList<string> Offenders(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var offenders = new List<string>();
        Visit(type, type.Name, isForked: IsForkable(type), [], offenders);
        return offenders;
    }

    internal static void Check<T>()
    {
        if (Shape<T>.Offenders is { Count: > 0 } offenders)
            throw new ArgumentException($"{typeof(T).Name} cannot be a state: {string.Join("; ", offenders)}");
    }

    internal static bool IsOwned(Type type) => type.GetInterfaces()
        .Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IOwnedState<>));

    /// <summary>What an immutable collection holds; null for any other type.</summary>
    internal static Type? ElementOf(Type type) =>
        type.IsGenericType && Collections.Contains(type.GetGenericTypeDefinition())
            ? type.GetInterfaces().First(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0]
            : null;

    /// <summary>The fields of a type, in the order they are declared, inherited ones first.</summary>
    internal static FieldInfo[] FieldsOf(Type type) => Fields.GetValue(type, ListFields);

    private static FieldInfo[] ListFields(Type type)
    {
        var inherited = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? FieldsOf(parent) : [];
        var own = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
        return [.. inherited, .. own.OrderBy(field => field.MetadataToken)];
    }

    private static bool IsForkable(Type type) => type.GetInterfaces()
        .Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IForkable<>));

    private static void Visit(Type type, string path, bool isForked, List<Type> seen, List<string> offenders)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || seen.Contains(type))
            return;

        seen.Add(type);
        if (IsOwned(type))
        {
            if (!isForked)
                offenders.Add($"{path} is owned, so the state that holds it must be IForkable");
        }
        else if (typeof(Delegate).IsAssignableFrom(type) || type.IsPointer || type == typeof(object) || type.IsInterface)
        {
            offenders.Add($"{path} is a {type.Name}, which has no contents to write");
        }
        else if ((type.IsSZArray ? type.GetElementType() : ElementOf(type) ?? Nullable.GetUnderlyingType(type)) is { } element)
        {
            Visit(element, path, isForked, seen, offenders);
        }
        else
        {
            VisitFields(type, path, isForked, seen, offenders);
        }
    }

    private static void VisitFields(Type type, string path, bool isForked, List<Type> seen, List<string> offenders)
    {
        foreach (var field in FieldsOf(type))
        {
            var name = $"{path}.{NameOf(field)}";
            if (!type.IsValueType && !field.IsInitOnly)
                offenders.Add($"{name} can be changed, in a class that is not owned");
            else
                Visit(field.FieldType, name, isForked, seen, offenders);
        }
    }

    /// <summary>The property that the compiler made the field for, else the field.</summary>
    internal static string NameOf(FieldInfo field) =>
        field.Name is ['<', .. var rest] ? rest[..rest.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    private static class Shape<T>
    {
        public static readonly IReadOnlyList<string> Offenders = StateShape.Offenders(typeof(T));
    }
}
