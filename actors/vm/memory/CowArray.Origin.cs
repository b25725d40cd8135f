using System.Runtime.InteropServices;

namespace ActorVm.Actors;

// What elements are before anybody writes to them, where that is not zero: chunks never written are not there, and are told by
// their origin, which all forks share.
internal sealed partial class CowArray<T>
{
    private readonly Origin? origin;

    /// <param name="length">Elements.</param>
    /// <param name="initial">What each element is before it is written to.</param>
    public CowArray(int length, Func<int, T> initial)
        : this(length)
    {
        origin = new Origin(length, initial);
        Fingerprint = origin.Fingerprint;
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

        // Threads that read may replace each other's: either chunk is right.
        private readonly Chunk?[] recent = new Chunk?[RecentCount];

        public Origin(int length, Func<int, T> initial)
        {
            (this.length, this.initial) = (length, initial);
            digests = new object?[]?[(length + PartWidth - 1) / PartWidth];
            for (var index = 0; index < length; index++)
                Fingerprint ^= FingerprintOf(index, initial(index));
        }

        public ulong Fingerprint { get; }

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

        /// <summary>What is known about a part while nobody has written there.</summary>
        public ref object?[]? DigestsOf(int part) => ref digests[part];
    }
}
