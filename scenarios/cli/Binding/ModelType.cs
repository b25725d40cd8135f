using System.Reflection;
using System.Runtime.CompilerServices;

using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Binding;

/// <summary>One key of a section of the file.</summary>
internal sealed record ModelKey(string Name, PropertyInfo Property)
{
    public Type Type { get; } = Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public bool IsRequired { get; } = Property.IsDefined(typeof(RequiredMemberAttribute));

    public string? Doc { get; } = Property.GetCustomAttribute<DocAttribute>()?.Text;

    public BoundsAttribute? Bounds { get; } = Property.GetCustomAttribute<BoundsAttribute>();

    /// <summary>Under which word of the file a property use stands, where this key holds properties.</summary>
    public PropertyKind Kind => Enum.Parse<PropertyKind>(Property.Name);
}

/// <summary>What the binder and the schema know of a type of the model, read off the type itself.</summary>
internal static class ModelType
{
    private static readonly Dictionary<Type, IReadOnlyList<ModelKey>> Known = [];

    /// <summary>The keys of a section, in the order they are declared.</summary>
    public static IReadOnlyList<ModelKey> KeysOf(Type section)
    {
        lock (Known)
        {
            return Known.TryGetValue(section, out var keys) ? keys : Known[section] = Read(section);
        }
    }

    /// <summary>The type of the elements of a list, or null.</summary>
    public static Type? ElementOf(Type type) => ArgumentOf(type, typeof(IReadOnlyList<>), 0);

    /// <summary>The type of the values of a map with free names, or null.</summary>
    public static Type? ValueOf(Type type) => ArgumentOf(type, typeof(IReadOnlyDictionary<,>), 1);

    public static bool IsSection(Type type) =>
        !Scalars.IsScalar(type) && type != typeof(PropertyUse) && ElementOf(type) is null && ValueOf(type) is null;

    private static ModelKey[] Read(Type section) =>
        [.. section.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(property =>
            new ModelKey(property.GetCustomAttribute<KeyAttribute>()?.Name ?? Spelling.Kebab(property.Name), property))];

    private static Type? ArgumentOf(Type type, Type generic, int argument) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == generic ? type.GetGenericArguments()[argument] : null;
}
