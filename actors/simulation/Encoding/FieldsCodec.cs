using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace ActorVm.Simulation;

/// <summary>
/// Field by field, those of the base type first. Two small methods are emitted for each type: they hand the address of
/// each field to the codec of the field's type, readonly or not.
/// </summary>
internal class FieldsCodec<T> : Codec<T>
{
    private static readonly MethodInfo WriteOne = typeof(FieldsCodec<T>).GetMethod(nameof(WriteField), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static readonly MethodInfo ReadOne = typeof(FieldsCodec<T>).GetMethod(nameof(ReadField), BindingFlags.Static | BindingFlags.NonPublic)!;

    private readonly Writer write = (Writer)Emit(typeof(ByteWriter), WriteOne).CreateDelegate(typeof(Writer));
    private readonly Reader read = (Reader)Emit(typeof(ByteReader).MakeByRefType(), ReadOne).CreateDelegate(typeof(Reader));

    private delegate void Writer(ByteWriter writer, ref T value);

    private delegate void Reader(ref ByteReader reader, ref T value);

    public override void Write(ByteWriter writer, in T value) => write(writer, ref Unsafe.AsRef(in value));

    public override T Read(ref ByteReader reader)
    {
        var value = typeof(T).IsValueType ? default! : (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        read(ref reader, ref value);
        return value;
    }

    private static DynamicMethod Emit(Type stream, MethodInfo one)
    {
        var method = new DynamicMethod(one.Name, null, [stream, typeof(T).MakeByRefType()], typeof(FieldsCodec<T>), skipVisibility: true);
        var il = method.GetILGenerator();
        foreach (var field in StateShape.FieldsOf(typeof(T)))
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            if (!typeof(T).IsValueType)
                il.Emit(OpCodes.Ldind_Ref);
            il.Emit(OpCodes.Ldflda, field);
            il.Emit(OpCodes.Call, one.MakeGenericMethod(field.FieldType));
        }

        il.Emit(OpCodes.Ret);
        return method;
    }

    private static void WriteField<TField>(ByteWriter writer, ref TField field)
    {
        // The compiler knows the answer for each type, and leaves only one of the branches.
        if (typeof(TField).IsPrimitive || typeof(TField).IsEnum)
            writer.WriteRaw(field);
        else
            Codec<TField>.Default.Write(writer, field);
    }

    private static void ReadField<TField>(ref ByteReader reader, ref TField field) => field = Codec<TField>.Default.Read(ref reader);
}

/// <summary>A sealed class: whether it is there, then its fields.</summary>
internal sealed class ObjectCodec<T> : FieldsCodec<T>
    where T : class
{
    public override void Write(ByteWriter writer, in T value)
    {
        writer.Write(value is not null);
        if (value is not null)
            base.Write(writer, value);
    }

    public override T Read(ref ByteReader reader) => reader.Read<bool>() ? base.Read(ref reader) : null!;
}

/// <summary>An open class, such as a message: which of its subclasses (0 for none), then that one's fields.</summary>
internal sealed class FamilyCodec<T> : Codec<T>
    where T : class
{
    public override void Write(ByteWriter writer, in T value)
    {
        var member = value is null ? null : MessageTypes.MemberOf(value.GetType());
        writer.Write(member?.Tag ?? 0);
        member?.Write(writer, value!);
    }

    public override T Read(ref ByteReader reader)
    {
        var tag = reader.Read<ulong>();
        return tag == 0 ? null! : (T)MessageTypes.MemberOf(tag).Read(ref reader);
    }
}
