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

    private const ulong Seed = 0x9E3779B97F4A7C15UL;
    private const ulong Multiplier = 0xD6E8FEB86659FD93UL;

    private static readonly int Words = (Unsafe.SizeOf<TState>() + 7) / 8;
    private static readonly ulong[] Masks = PlainShape.MasksOf<TState>();

    private readonly Lock adding = new();
    private volatile ulong[][] pages = [];
    private volatile ulong[] slots = new ulong[64];
    private Apart<int> count;

    public override int Count => Volatile.Read(ref count.Value);

    public override long Bytes => 8L * slots.Length + ((long)pages.Length << PageBits) * 8 * Words;

    public override TState this[int number] => MemoryMarshal.Read<TState>(MemoryMarshal.AsBytes(WordsOf(number)));

    protected override Stage<TState> StageFor(IBehaviour<TState> behaviour, Func<TState, TState>? fork) => new PlainStage(this, behaviour);

    private ReadOnlySpan<ulong> WordsOf(int number) => MemoryMarshal.CreateReadOnlySpan(ref FirstWordOf(number), Words);

    // Every number that was given has its page, whose length is not asked for: it stands far from the words, and would have to be fetched as well.
    private ref ulong FirstWordOf(int number) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(pages[number >> PageBits]), (number & PageMask) * Words);

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

        number = count.Value;
        if (number >> PageBits == pages.Length)
            pages = [.. pages, new ulong[Words << PageBits]];
        words.CopyTo(pages[number >> PageBits].AsSpan((number & PageMask) * Words));
        if (TagIndex.IsFull(slots, number + 1))
            slots = TagIndex.Longer(slots);
        Volatile.Write(ref count.Value, number + 1);
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
            Sse.Prefetch0(Unsafe.AsPointer(ref FirstWordOf(TagIndex.NumberIn(found))));
    }

    private sealed class PlainStage(PlainShelf<TState> shelf, IBehaviour<TState> behaviour) : Stage<TState>(shelf, behaviour, fork: null)
    {
        private ulong[] words = new ulong[16 * Words];
        private ulong[] hashes = new ulong[16];
        private int count;

        // The number of the first state that is kept, when there was one to begin with.
        private int? beginning;

        public override int Count => count;

        public override int Put(in TState state)
        {
            if (count == hashes.Length)
                Lengthen();

            var kept = words.AsSpan(count * Words, Words);
            var (hash, differences) = (Seed, 0UL);
            for (var index = 0; index < kept.Length; index++)
            {
                var word = PlainShape.WordOf(state, index) & Masks[index];
                kept[index] = word;
                differences |= word ^ words[index];
                hash = Mix(hash, word);
            }

            if (differences == 0 && beginning is not null)
                return 0;

            hashes[count] = hash;
            shelf.Prefetch(hash);
            return count++;
        }

        // In three rounds, so that memory is asked for everything first and nobody waits for another thread more than once.
        public override void Number(Span<int> numbers)
        {
            var first = beginning is null ? 0 : 1;
            for (var kept = first; kept < numbers.Length; kept++)
                shelf.PrefetchWords(hashes[kept]);

            if (beginning is { } known)
                numbers[0] = known;
            var areAllKnown = true;
            for (var kept = first; kept < numbers.Length; kept++)
            {
                numbers[kept] = shelf.Find(WordsOf(kept), hashes[kept]);
                areAllKnown &= numbers[kept] >= 0;
            }

            if (!areAllKnown)
                AddUnknown(numbers);
        }

        public override void Clear() => (count, beginning) = (0, null);

        protected override void PutKnown(int number)
        {
            shelf.WordsOf(number).CopyTo(words);
            (beginning, count) = (number, 1);
        }

        // Every bit of the word reaches the upper half, which is all that an index looks at.
        private static ulong Mix(ulong hash, ulong word) => unchecked((BitOperations.RotateLeft(hash, 29) ^ word) * Multiplier);

        private void Lengthen()
        {
            Array.Resize(ref hashes, 2 * count);
            Array.Resize(ref words, 2 * count * Words);
        }

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

    /// <summary>One of the words that a value fills, put together in registers: what was just written byte by byte is slow to read as a word.</summary>
    public static ulong WordOf<T>(in T value, int index)
        where T : unmanaged
    {
        ref var word = ref Unsafe.Add(ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in value)), 8 * index);
        return (Unsafe.SizeOf<T>() - 8 * index) switch
        {
            >= 8 => Unsafe.ReadUnaligned<ulong>(ref word),
            7 => Unsafe.ReadUnaligned<uint>(ref word) | ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref word, 3)) << 24),
            6 => Unsafe.ReadUnaligned<uint>(ref word) | ((ulong)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref word, 4)) << 32),
            5 => Unsafe.ReadUnaligned<uint>(ref word) | ((ulong)Unsafe.Add(ref word, 4) << 32),
            4 => Unsafe.ReadUnaligned<uint>(ref word),
            3 => Unsafe.ReadUnaligned<ushort>(ref word) | ((ulong)Unsafe.Add(ref word, 2) << 16),
            2 => Unsafe.ReadUnaligned<ushort>(ref word),
            _ => word,
        };
    }

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
