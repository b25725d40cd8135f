using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorVm.Actors;

// How an array is stored: its length, then each chunk that is not as it was at first, with its number.
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

    /// <param name="input">Where it stands.</param>
    /// <param name="initial">The array as it was before anybody wrote to it, where that is not zeroes.</param>
    public static CowArray<T> ReadFrom(ref ReadOnlySpan<byte> input, CowArray<T>? initial = null)
    {
        var length = ReadInt(ref input);
        var array = initial ?? new CowArray<T>(length);
        for (var number = ReadInt(ref input) - 1; number >= 0; number = ReadInt(ref input) - 1)
            array.TakeChunk(ref input, number);

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

    private IEnumerable<(int Number, T[] Items)> Chunks(Chunk? chunk, int level, int number)
    {
        if (chunk is null)
            yield break;

        if (level == 0)
        {
            if (!IsInitial(number, chunk.Items))
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
