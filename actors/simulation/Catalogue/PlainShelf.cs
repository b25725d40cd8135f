using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>States that are numbers all through: kept as the words they are made of, without the gaps between fields.</summary>
internal sealed class PlainShelf<TState>(IBehaviour<TState> behaviour) : Shelf<TState>(behaviour, fork: null)
    where TState : unmanaged
{
    private const int PageBits = 12;
    private const int PageMask = (1 << PageBits) - 1;

    private static readonly int Words = (Unsafe.SizeOf<TState>() + 7) / 8;
    private static readonly ulong[] Masks = PlainShape.MasksOf<TState>();

    private readonly Lock adding = new();
    private volatile ulong[][] pages = [];
    private volatile ulong[] slots = new ulong[64];
    private int count;

    public override int Count => Volatile.Read(ref count);

    public override long Bytes => 8L * slots.Length + ((long)pages.Length << PageBits) * 8 * Words;

    public override TState this[int number] => MemoryMarshal.Read<TState>(MemoryMarshal.AsBytes(WordsOf(number)));

    protected override Stage<TState> StageFor(IBehaviour<TState> behaviour, Func<TState, TState>? fork) => new PlainStage(this, behaviour);

    private ReadOnlySpan<ulong> WordsOf(int number) => pages[number >> PageBits].AsSpan((number & PageMask) * Words, Words);

    private int Find(ReadOnlySpan<ulong> words, ulong hash)
    {
        var table = slots;
        var slot = TagIndex.First(hash, table.Length);
        for (int number; (number = TagIndex.Seek(table, hash, ref slot)) >= 0; slot = TagIndex.After(table, slot))
        {
            if (words.SequenceEqual(WordsOf(number)))
                return number;
        }

        return -1;
    }

    private int FindOrAdd(ReadOnlySpan<ulong> words, ulong hash)
    {
        var number = Find(words, hash);
        if (number >= 0)
            return number;

        number = count;
        if (number >> PageBits == pages.Length)
            pages = [.. pages, new ulong[Words << PageBits]];
        words.CopyTo(pages[number >> PageBits].AsSpan((number & PageMask) * Words));
        if (TagIndex.IsFull(slots, number + 1))
            slots = TagIndex.Longer(slots);
        Volatile.Write(ref count, number + 1);
        TagIndex.Put(slots, TagIndex.Entry(hash, number));
        return number;
    }

    private unsafe void Prefetch(ulong hash)
    {
        var table = slots;
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref table[TagIndex.First(hash, table.Length)]));
    }

    private unsafe void PrefetchWords(ulong hash)
    {
        var table = slots;
        var found = table[TagIndex.First(hash, table.Length)];
        if (Sse.IsSupported && found != 0)
            Sse.Prefetch0(Unsafe.AsPointer(ref MemoryMarshal.GetReference(WordsOf(TagIndex.NumberIn(found)))));
    }

    private sealed class PlainStage(PlainShelf<TState> shelf, IBehaviour<TState> behaviour) : Stage<TState>(shelf, behaviour, fork: null)
    {
        private ulong[] words = new ulong[16 * Words];
        private ulong[] hashes = new ulong[16];
        private int count;

        public override void Put(in TState state)
        {
            if (count == hashes.Length)
            {
                Array.Resize(ref hashes, 2 * count);
                Array.Resize(ref words, 2 * count * Words);
            }

            var kept = words.AsSpan(count * Words, Words);
            MemoryMarshal.Write(MemoryMarshal.AsBytes(kept), state);
            var hash = 0UL;
            for (var word = 0; word < kept.Length; word++)
                hash = Mix(hash, kept[word] &= Masks[word]);
            hash = Fingerprint.Finish(hash);
            hashes[count++] = hash;
            shelf.Prefetch(hash);
        }

        private static ulong Mix(ulong hash, ulong word) => unchecked((BitOperations.RotateLeft(hash, 29) ^ word) * 0xD6E8FEB86659FD93UL);

        // In three rounds, so that memory is asked for everything first and nobody waits for another thread more than once.
        public override void Number(Span<int> numbers)
        {
            for (var kept = 0; kept < numbers.Length; kept++)
                shelf.PrefetchWords(hashes[kept]);

            var areAllKnown = true;
            for (var kept = 0; kept < numbers.Length; kept++)
            {
                numbers[kept] = shelf.Find(WordsOf(kept), hashes[kept]);
                areAllKnown &= numbers[kept] >= 0;
            }

            if (!areAllKnown)
                AddUnknown(numbers);
        }

        public override void Clear() => count = 0;

        private void AddUnknown(Span<int> numbers)
        {
            lock (shelf.adding)
            {
                for (var kept = 0; kept < numbers.Length; kept++)
                {
                    if (numbers[kept] < 0)
                        numbers[kept] = shelf.FindOrAdd(WordsOf(kept), hashes[kept]);
                }
            }
        }

        private ReadOnlySpan<ulong> WordsOf(int kept) => words.AsSpan(kept * Words, Words);
    }
}

/// <summary>What can be told of a type from its fields: whether it is numbers all through, and which of its bits count.</summary>
internal static class PlainShape
{
    public static bool IsPlain(Type type) => type.IsPrimitive || type.IsEnum
        || (type.IsValueType && !type.IsGenericType && !StateShape.IsOwned(type) && StateShape.FieldsOf(type).All(field => field.FieldType != type && IsPlain(field.FieldType)));

    /// <summary>The bits of the words that a value fills which belong to a field: a bit that none has changes nothing that is written.</summary>
    public static ulong[] MasksOf<T>()
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        var masks = new byte[(size + 7) / 8 * 8];
        var writer = new ByteWriter();
        Codec<T>.Default.Write(writer, default);
        byte[] nothing = [.. writer.Written];
        for (var place = 0; place < size; place++)
        {
            var bytes = new byte[size];
            bytes[place] = 1;
            writer.Clear();
            Codec<T>.Default.Write(writer, MemoryMarshal.Read<T>(bytes));
            masks[place] = writer.Written.SequenceEqual(nothing) ? (byte)0 : (byte)0xFF;
        }

        return [.. MemoryMarshal.Cast<byte, ulong>(masks)];
    }
}
