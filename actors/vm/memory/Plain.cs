using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorVm.Actors;

/// <summary>Writes and reads values without padding as their bytes, least significant first.</summary>
internal static class Plain
{
    public static void Write<T>(IBufferWriter<byte> output, T value)
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        MemoryMarshal.Write(output.GetSpan(size), value);
        output.Advance(size);
    }

    public static T Read<T>(ref ReadOnlySpan<byte> input)
        where T : unmanaged
    {
        var value = MemoryMarshal.Read<T>(input);
        input = input[Unsafe.SizeOf<T>()..];
        return value;
    }

    /// <summary>A hash of the bytes of a value, in the place of that number.</summary>
    public static ulong Fingerprint<T>(int place, T value)
        where T : unmanaged
    {
        Span<ulong> words = stackalloc ulong[(Unsafe.SizeOf<T>() + 7) / 8];
        words.Clear();
        MemoryMarshal.Write(MemoryMarshal.AsBytes(words), value);
        return Mixing.Words(place, words);
    }
}
