using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// Writes a value as the sequence of its fields, in the order they are declared, and reads it back. Made from the type
/// itself, once: there is no list of fields to forget one in.
/// </summary>
public abstract class Codec<T>
{
    private static Codec<T>? instance;

    [SuppressMessage("Design", "CA1000", Justification = "Codec<PageIndex>.Default reads as the codec of PageIndex.")]
    public static Codec<T> Default => instance ??= Codecs.Create<T>();

    public abstract void Write(ByteWriter writer, in T value);

    public abstract T Read(ref ByteReader reader);
}

/// <summary>Chooses a codec for a type.</summary>
internal static class Codecs
{
    public static Codec<T> Create<T>()
    {
        var type = typeof(T);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>() is false && (type.IsPrimitive || type.IsEnum))
            return Make<T>(typeof(PlainCodec<>), type);
        if (type == typeof(string))
            return (Codec<T>)(object)new TextCodec();
        if (type.IsSZArray)
            return Make<T>(typeof(ArrayCodec<>), type.GetElementType()!);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Make<T>(typeof(OptionalCodec<>), underlying);
        if (StateShape.IsOwned(type))
            return Make<T>(typeof(OwnedCodec<>), type);
        if (StateShape.ElementOf(type) is { } element)
            return Make<T>(typeof(CollectionCodec<,>), type, element);
        if (type.IsValueType)
            return new FieldsCodec<T>();
        if (type.IsSealed)
            return Make<T>(typeof(ObjectCodec<>), type);
        return Make<T>(typeof(FamilyCodec<>), type);
    }

    private static Codec<T> Make<T>(Type definition, params Type[] arguments) =>
        (Codec<T>)Activator.CreateInstance(definition.MakeGenericType(arguments))!;
}

/// <summary>Numbers, truth values and enums: their bytes.</summary>
internal sealed class PlainCodec<T> : Codec<T>
    where T : unmanaged
{
    public override void Write(ByteWriter writer, in T value) => writer.Write(value);

    public override T Read(ref ByteReader reader) => reader.Read<T>();
}

/// <summary>Text: its length in bytes (−1 for none), then UTF-8.</summary>
internal sealed class TextCodec : Codec<string?>
{
    public override void Write(ByteWriter writer, in string? value)
    {
        if (value is null)
        {
            writer.Write(-1);
            return;
        }

        var count = Encoding.UTF8.GetByteCount(value);
        writer.Write(count);
        writer.Advance(Encoding.UTF8.GetBytes(value, writer.GetSpan(count)));
    }

    public override string? Read(ref ByteReader reader)
    {
        var count = reader.Read<int>();
        return count < 0 ? null : Encoding.UTF8.GetString(reader.Take(count));
    }
}

/// <summary>Arrays: their length (−1 for none), then their elements.</summary>
internal sealed class ArrayCodec<TElement> : Codec<TElement[]?>
{
    public override void Write(ByteWriter writer, in TElement[]? value)
    {
        writer.Write(value?.Length ?? -1);
        foreach (ref readonly var element in value.AsSpan())
            Codec<TElement>.Default.Write(writer, element);
    }

    public override TElement[]? Read(ref ByteReader reader)
    {
        var count = reader.Read<int>();
        if (count < 0)
            return null;

        var value = new TElement[count];
        for (var index = 0; index < count; index++)
            value[index] = Codec<TElement>.Default.Read(ref reader);
        return value;
    }
}

/// <summary>Values that may be missing.</summary>
internal sealed class OptionalCodec<T> : Codec<T?>
    where T : struct
{
    public override void Write(ByteWriter writer, in T? value)
    {
        writer.Write(value.HasValue);
        if (value.HasValue)
            Codec<T>.Default.Write(writer, value.GetValueOrDefault());
    }

    public override T? Read(ref ByteReader reader) => reader.Read<bool>() ? Codec<T>.Default.Read(ref reader) : null;
}

/// <summary>What owns its contents writes them itself.</summary>
internal sealed class OwnedCodec<T> : Codec<T?>
    where T : IOwnedState<T>
{
    public override void Write(ByteWriter writer, in T? value)
    {
        writer.Write(value is not null);
        if (value is null)
            return;
        if (writer.Abridged)
            writer.Write(value.Fingerprint);
        else if (writer.Collects is { } baseline)
            baseline.Add(value);
        else if (Earlier(writer.Since) is { } since)
            value.WriteChanges(writer, since);
        else
            value.WriteTo(writer);
    }

    public override T? Read(ref ByteReader reader)
    {
        if (!reader.Read<bool>())
            return default;

        var rest = reader.Rest;
        var value = Earlier(reader.Since) is { } since ? T.ReadChanges(ref rest, since) : T.ReadFrom(ref rest);
        reader.Rest = rest;
        return value;
    }

    private static T? Earlier(Baseline? baseline) => baseline is null ? default : baseline.First<T>();
}
