using System.Runtime.InteropServices;

namespace ActorVm.Actors;

// What elements are before anybody writes to them, where that is not zero: chunks never written are not there, and are told by
// their origin, which all forks share.
internal sealed partial class CowArray<T>
{
    private readonly Origin? origin;

    /// <param name="length">Elements.</param>
    /// <param name="initial">What each element is before it is written to.</param>
    /// <param name="fingerprint">What stands for all of that; 0 to have it worked out.</param>
    public CowArray(int length, Func<int, T> initial, ulong fingerprint = 0)
        : this(length)
    {
        origin = new Origin(length, initial, fingerprint);
    }

    /// <summary>Elements from this one on are as they were at first, up to there; this one itself if it may have been written to.</summary>
    public int EndOfUntouched(int index)
    {
        var (chunk, level) = (root, levels);
        for (; level > 0 && chunk is not null; level--)
            chunk = chunk.Kids[(index >> (Bits * level)) & Mask];

        var span = 1L << (Bits * (level + 1));
        return chunk is null && keptCount == 0 ? (int)Math.Min(Length, index - index % span + span) : index;
    }

    /// <summary>Makes all chunks: a short array is read faster then.</summary>
    public CowArray<T> Filled()
    {
        for (var index = 0; index < Length; index += Width)
            Own(index);

        return this;
    }

    private T[] InitialItems(int number) => origin is null ? new T[Width] : [.. origin.ChunkOf(number).Items];

    private bool IsInitial(int number, T[] items)
    {
        var bytes = MemoryMarshal.AsBytes<T>(items);
        return origin is null ? !bytes.ContainsAnyExcept((byte)0) : bytes.SequenceEqual(MemoryMarshal.AsBytes<T>(InitialItems(number)));
    }

    private sealed class Origin
    {
        private const int RecentCount = 256;

        private readonly int length;
        private readonly Func<int, T> initial;
        private readonly object?[]?[] digests;
        private ulong fingerprint;

        // Threads that read may replace each other's: either chunk is right.
        private readonly Chunk?[] recent = new Chunk?[RecentCount];

        public Origin(int length, Func<int, T> initial, ulong fingerprint)
        {
            (this.length, this.initial, this.fingerprint) = (length, initial, fingerprint);
            digests = new object?[]?[(length + PartWidth - 1) / PartWidth];
        }

        /// <summary>Given, or worked out when somebody asks.</summary>
        public ulong Fingerprint => fingerprint != 0 ? fingerprint : fingerprint = OfAll();

        /// <summary>A chunk as it is before anybody writes there: to read only, and to be forgotten.</summary>
        public Chunk ChunkOf(int number)
        {
            ref var known = ref recent[number % RecentCount];
            if (known is { } chunk && chunk.Number == number)
                return chunk;

            var items = new T[Width];
            for (var index = 0; index < Width && (number << Bits) + index < length; index++)
                items[index] = initial((number << Bits) + index);

            return known = new Chunk(this) { Number = number, Items = items };
        }

        private ulong OfAll()
        {
            var all = 0UL;
            for (var index = 0; index < length; index++)
                all ^= FingerprintOf(index, initial(index));

            return all;
        }

        /// <summary>What is known about a part while nobody has written there.</summary>
        public ref object?[]? DigestsOf(int part) => ref digests[part];
    }
}
