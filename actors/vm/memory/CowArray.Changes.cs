using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorVm.Actors;

// What became of an array since a fork of it was put aside: its length, then each chunk that is not the same, with its
// number. Chunks that both share are not looked at, so it takes time by what changed.
internal sealed partial class CowArray<T>
{
    private const byte Whole = 0;
    private const byte Changes = 1;

    public void WriteChanges(IBufferWriter<byte> output, CowArray<T>? since)
    {
        if (since is null || since.levels > levels || since.Length > Length)
        {
            Plain.Write(output, Whole);
            WriteTo(output);
            return;
        }

        Plain.Write(output, Changes);
        WriteInt(output, Length);
        WriteDifferent(output, Settled().root, since.Settled().RootAt(levels), levels, 0);
        WriteInt(output, 0);
    }

    public static CowArray<T> ReadChanges(ref ReadOnlySpan<byte> input, CowArray<T>? since)
    {
        if (Plain.Read<byte>(ref input) == Whole)
            return ReadFrom(ref input);

        var array = since!.Fork();
        array.Apply(ref input);
        return array;
    }

    /// <summary>Takes over the changes, if they were written as changes.</summary>
    public void TakeChanges(ref ReadOnlySpan<byte> input)
    {
        if (Plain.Read<byte>(ref input) == Whole)
            throw new InvalidDataException("an array of another machine");

        Apply(ref input);
    }

    private void Apply(ref ReadOnlySpan<byte> input)
    {
        Grow(ReadInt(ref input));
        for (var number = ReadInt(ref input) - 1; number >= 0; number = ReadInt(ref input) - 1)
            TakeChunk(ref input, number);
    }

    // A run that is resumed waits for it, and for nothing else as long: there is no time to see first that it is hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeChunk(ref ReadOnlySpan<byte> input, int number)
    {
        var first = number << Bits;
        Own(first);
        var changed = MemoryMarshal.Cast<byte, T>(input[..(Width * Unsafe.SizeOf<T>())]);
        for (var index = 0; index < Width; index++)
            changes ^= FingerprintOf(first + index, writeItems[index]) ^ FingerprintOf(first + index, changed[index]);
        changed.CopyTo(writeItems);
        input = input[(Width * Unsafe.SizeOf<T>())..];
    }

    private Chunk? RootAt(int level)
    {
        var top = root;
        for (var at = levels; at < level && top is not null; at++)
            top = new Chunk(token) { Kids = FirstKid(top) };
        return top;
    }

    private void WriteDifferent(IBufferWriter<byte> output, Chunk? mine, Chunk? theirs, int level, int number)
    {
        if (ReferenceEquals(mine, theirs))
            return;

        if (level == 0)
        {
            WriteItems(output, mine is null ? InitialItems(number) : mine.Items, theirs is null ? InitialItems(number) : theirs.Items, number);
            return;
        }

        for (var kid = 0; kid < Width; kid++)
            WriteDifferent(output, mine?.Kids[kid], theirs?.Kids[kid], level - 1, (number << Bits) + kid);
    }

    private static void WriteItems(IBufferWriter<byte> output, T[] mine, T[] theirs, int number)
    {
        var bytes = MemoryMarshal.AsBytes<T>(mine);
        if (bytes.SequenceEqual(MemoryMarshal.AsBytes<T>(theirs)))
            return;

        WriteInt(output, number + 1);
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }
}
