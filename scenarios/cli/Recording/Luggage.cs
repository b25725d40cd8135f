using System.Collections.Concurrent;
using System.Reflection;

using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>
/// What bystanders of a run remember (properties, logs, tallies), written and read by their fields: whatever a class keeps
/// beside its constructor's parameters is carried, so there is no list to forget a field in.
/// </summary>
internal static class Luggage
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Type, (FieldInfo Field, Piece Piece)[]> Known = new();

    public static void Write(ByteWriter writer, object bystander)
    {
        foreach (var (field, piece) in PiecesOf(bystander.GetType()))
        {
            piece.Write(writer, field.GetValue(bystander));
        }
    }

    public static void Read(ref ByteReader reader, object bystander)
    {
        foreach (var (field, piece) in PiecesOf(bystander.GetType()))
        {
            if (field.IsInitOnly)
            {
                piece.ReadInto(ref reader, field.GetValue(bystander)!);
            }
            else
            {
                field.SetValue(bystander, piece.Read(ref reader));
            }
        }
    }

    /// <summary>Fields that cannot be carried, with the reason. Empty when the type is sound.</summary>
    public static IEnumerable<string> Offenders(Type type) =>
        from field in FieldsOf(type)
        let isFilled = Piece.IsCollection(field.FieldType)
        where (field.IsInitOnly && !isFilled) || !(isFilled || StateShape.Offenders(field.FieldType).All(text => text.Contains("is owned", StringComparison.Ordinal)))
        select $"{type.Name}.{field.Name}: {field.FieldType.Name} cannot be carried over a resume";

    private static (FieldInfo Field, Piece Piece)[] PiecesOf(Type type) =>
        Known.GetOrAdd(type, static known => [.. FieldsOf(known).Select(field => (field, Piece.For(field.FieldType)))]);

    // What the compiler captured from a primary constructor is configuration.
    private static IEnumerable<FieldInfo> FieldsOf(Type type) => type == typeof(object) ? [] :
    [
        .. FieldsOf(type.BaseType!),
        .. type.GetFields(Own)
            .Where(field => !field.Name.EndsWith(">P", StringComparison.Ordinal) && !field.IsDefined(typeof(NotCarriedAttribute)))
            .OrderBy(field => field.MetadataToken),
    ];
}

/// <summary>Is there again after the bystander was made anew, so it is not carried.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class NotCarriedAttribute : Attribute;

/// <summary>One field's contents.</summary>
internal abstract class Piece
{
    private static readonly Type[] Collections = [typeof(List<>), typeof(SortedSet<>), typeof(SortedDictionary<,>)];

    public static bool IsCollection(Type type) => type.IsGenericType && Collections.Contains(type.GetGenericTypeDefinition());

    public static Piece For(Type type)
    {
        var arguments = type.IsGenericType ? type.GetGenericArguments() : [];
        var definition = !IsCollection(type) ? typeof(ValuePiece<>).MakeGenericType(type)
            : arguments.Length == 2 ? typeof(MapPiece<,>).MakeGenericType(arguments)
            : typeof(ManyPiece<,>).MakeGenericType(type, arguments[0]);
        return (Piece)Activator.CreateInstance(definition)!;
    }

    public abstract void Write(ByteWriter writer, object? value);

    public abstract object? Read(ref ByteReader reader);

    public abstract void ReadInto(ref ByteReader reader, object collection);

    private sealed class ValuePiece<T> : Piece
    {
        public override void Write(ByteWriter writer, object? value) => Codec<T>.Default.Write(writer, (T)value!);

        public override object? Read(ref ByteReader reader) => Codec<T>.Default.Read(ref reader);

        public override void ReadInto(ref ByteReader reader, object collection) => throw new NotSupportedException($"a {typeof(T).Name} that can never be replaced");
    }

    private sealed class ManyPiece<T, TElement> : Piece
        where T : ICollection<TElement>, new()
    {
        public override void Write(ByteWriter writer, object? value)
        {
            var elements = (T)value!;
            writer.Write(elements.Count);
            foreach (var element in elements)
            {
                Codec<TElement>.Default.Write(writer, element);
            }
        }

        public override object Read(ref ByteReader reader)
        {
            var read = new T();
            ReadInto(ref reader, read);
            return read;
        }

        public override void ReadInto(ref ByteReader reader, object collection)
        {
            var into = (T)collection;
            into.Clear();
            for (var count = reader.Read<int>(); count > 0; count--)
            {
                into.Add(Codec<TElement>.Default.Read(ref reader));
            }
        }
    }

    private sealed class MapPiece<TKey, TValue> : Piece
        where TKey : notnull
    {
        public override void Write(ByteWriter writer, object? value)
        {
            var map = (SortedDictionary<TKey, TValue>)value!;
            writer.Write(map.Count);
            foreach (var (key, held) in map)
            {
                Codec<TKey>.Default.Write(writer, key);
                Codec<TValue>.Default.Write(writer, held);
            }
        }

        public override object Read(ref ByteReader reader)
        {
            var read = new SortedDictionary<TKey, TValue>();
            ReadInto(ref reader, read);
            return read;
        }

        public override void ReadInto(ref ByteReader reader, object collection)
        {
            var into = (SortedDictionary<TKey, TValue>)collection;
            into.Clear();
            for (var count = reader.Read<int>(); count > 0; count--)
            {
                var key = Codec<TKey>.Default.Read(ref reader);
                into.Add(key, Codec<TValue>.Default.Read(ref reader));
            }
        }
    }
}
