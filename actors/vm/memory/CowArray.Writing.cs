using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorVm.Actors;

// How an array is stored: its length, then each chunk that is not all zero, with its number.
internal sealed partial class CowArray<T>
{
    public void WriteTo(IBufferWriter<byte> output)
    {
        WriteInt(output, Length);
        foreach (var (number, items) in Chunks(Settled().root, levels, 0))
        {
            WriteInt(output, number + 1);
            var bytes = MemoryMarshal.AsBytes<T>(items);
            bytes.CopyTo(output.GetSpan(bytes.Length));
            output.Advance(bytes.Length);
        }

        WriteInt(output, 0);
    }

    public static CowArray<T> ReadFrom(ref ReadOnlySpan<byte> input)
    {
        var array = new CowArray<T>(ReadInt(ref input));
        for (var number = ReadInt(ref input) - 1; number >= 0; number = ReadInt(ref input) - 1)
        {
            array.Own(number << Bits);
            input[..(Width * Marshal.SizeOf<T>())].CopyTo(MemoryMarshal.AsBytes(array.writeItems.AsSpan()));
            input = input[(Width * Marshal.SizeOf<T>())..];
            for (var index = 0; index < Width; index++)
                array.Fingerprint ^= FingerprintOf((number << Bits) + index, array.writeItems[index]);
        }

        return array;
    }

    /// <summary>The first index at which two arrays differ, or −1. Chunks they share are not looked at.</summary>
    public int FirstDifference(CowArray<T> other)
    {
        for (var index = 0; index < Math.Max(Length, other.Length); index++)
        {
            var mine = index < Length ? this[index] : default;
            var theirs = index < other.Length ? other[index] : default;
            if (!EqualityComparer<T>.Default.Equals(mine, theirs))
                return index;
        }

        return -1;
    }

    private static IEnumerable<(int Number, T[] Items)> Chunks(Chunk? chunk, int level, int number)
    {
        if (chunk is null)
            yield break;

        if (level == 0)
        {
            if (MemoryMarshal.AsBytes<T>(chunk.Items).ContainsAnyExcept((byte)0))
                yield return (number, chunk.Items);

            yield break;
        }

        for (var kid = 0; kid < Width; kid++)
        {
            foreach (var found in Chunks(chunk.Kids[kid], level - 1, (number << Bits) + kid))
                yield return found;
        }
    }

    private static void WriteInt(IBufferWriter<byte> output, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    private static int ReadInt(ref ReadOnlySpan<byte> input)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(input);
        input = input[sizeof(int)..];
        return value;
    }
}
