using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorVm.Actors;

/// <summary>
/// A sparse array in copy-on-write chunks of 32: a fork is two tokens, the first few writes after it are kept beside the
/// chunks, more copy the path to one chunk each, and the fingerprint follows every write. Elements never written are zeroes,
/// or what their origin says, and cost nothing.
/// </summary>
/// <remarks>A chunk belongs to the array whose token it carries; any other array copies it before writing.</remarks>
internal sealed partial class CowArray<T>
    where T : unmanaged
{
    private const int Bits = 5;
    private const int Width = 1 << Bits;
    private const int Mask = Width - 1;

    private Chunk? root;
    private int levels;
    private object token;

    // What writes have made of the fingerprint.
    private ulong changes;

    // The chunk read last, and the chunk written last if it is ours: most accesses go to the same one again. The former is
    // one reference, because arrays that nobody writes to are read by several threads.
    private Chunk readChunk = Chunk.None;
    private int writeNumber = -1;
    private T[] writeItems = [];

    public CowArray(int length)
    {
        token = new object();
        Grow(length);
    }

    private CowArray(CowArray<T> original, object token)
    {
        (this.token, origin) = (token, original.origin);
        (root, levels, Length, changes) = (original.root, original.levels, original.Length, original.changes);
        readChunk = original.readChunk;
        (kept, keptCount, isYoung) = (original.kept, original.keptCount, true);
    }

    public int Length { get; private set; }

    /// <summary>Of the elements and their places; zero elements do not count, so growing changes nothing.</summary>
    public ulong Fingerprint => changes ^ (origin?.Fingerprint ?? 0);

    public T this[int index]
    {
        get
        {
            if (keptCount > 0 && PlaceOfKept(index) is >= 0 and var at)
                return kept[at].Value;

            var chunk = readChunk;
            return index >> Bits == chunk.Number ? chunk.Items[index & Mask] : Find(index);
        }

        set
        {
            if (index >> Bits != writeNumber)
            {
                if (isYoung && TryKeep(index, value))
                    return;
                Own(index);
            }

            ref var place = ref writeItems[index & Mask];
            changes ^= FingerprintOf(index, place) ^ FingerprintOf(index, value);
            place = value;
        }
    }

    /// <summary>The first index at or after this one whose element is not zero, or −1. What was never written is skipped in leaps.</summary>
    public int NextNonZero(int index)
    {
        var found = NextInChunks(index);
        if (keptCount == 0)
            return found;

        while (found >= 0 && PlaceOfKept(found) >= 0)
            found = NextInChunks(found + 1);
        return NextKept(index) is >= 0 and var next && (found < 0 || next < found) ? next : found;
    }

    private int NextInChunks(int index)
    {
        while (index < Length)
        {
            var chunk = root;
            var level = levels;
            for (; level > 0 && chunk is not null; level--)
                chunk = chunk.Kids[(index >> (Bits * level)) & Mask];

            var span = 1L << (Bits * (level + 1));
            var end = Math.Min(Length, index - index % span + span);
            for (; chunk is not null && index < end; index++)
            {
                if (!EqualityComparer<T>.Default.Equals(chunk.Items[index & Mask], default))
                    return index;
            }

            index = (int)end;
        }

        return -1;
    }

    /// <summary>An independent copy in constant time. Both sides get new tokens, which may serve several arrays.</summary>
    public CowArray<T> Fork(object mine, object theirs)
    {
        token = mine;
        writeNumber = -1;
        (isYoung, ownsKept) = (true, false);
        return new CowArray<T>(this, theirs);
    }

    /// <summary>A copy to write to, of an array that nobody will ever write to again.</summary>
    public CowArray<T> Branch() => new(this, new object());

    public CowArray<T> Fork() => Fork(new object(), new object());

    /// <summary>Makes room up to <paramref name="length"/>.</summary>
    public void Grow(int length)
    {
        Length = Math.Max(Length, length);
        while ((long)Length > 1L << (Bits * (levels + 1)))
        {
            if (root is not null)
                root = new Chunk(token) { Kids = FirstKid(root) };

            levels++;
        }
    }

    private static Chunk?[] FirstKid(Chunk first)
    {
        var kids = new Chunk?[Width];
        kids[0] = first;
        return kids;
    }

    private T Find(int index)
    {
        if ((uint)index >= (uint)Length)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"the array has {Length} elements");

        var chunk = root;
        for (var level = levels; level > 0 && chunk is not null; level--)
            chunk = chunk.Kids[(index >> (Bits * level)) & Mask];

        if (chunk is null && origin is null)
            return default;

        readChunk = chunk ??= origin!.ChunkOf(index >> Bits);
        return chunk.Items[index & Mask];
    }

    private void Own(int index)
    {
        if ((uint)index >= (uint)Length)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"the array has {Length} elements");

        Settle();
        OwnSettled(index);
    }

    private void OwnSettled(int index)
    {
        ref var place = ref root;
        for (var level = levels; ; level--)
        {
            var chunk = place = OwnChunk(place, level == 0 ? index >> Bits : -1);
            chunk.Digests = null;
            if (level == 0)
            {
                (writeNumber, writeItems) = (index >> Bits, chunk.Items);
                readChunk = chunk;
                return;
            }

            place = ref chunk.Kids[(index >> (Bits * level)) & Mask];
        }
    }

    // A leaf has a number.
    private Chunk OwnChunk(Chunk? chunk, int number) => chunk switch
    {
        null when number >= 0 => new Chunk(token) { Number = number, Items = InitialItems(number) },
        null => new Chunk(token) { Kids = new Chunk?[Width] },
        _ when chunk.Token == token => chunk,
        _ when number >= 0 => new Chunk(token) { Number = number, Items = [.. chunk.Items] },
        _ => new Chunk(token) { Kids = [.. chunk.Kids] },
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FingerprintOf(int index, in T item)
    {
        if (Unsafe.SizeOf<T>() == sizeof(uint))
            return Mixing.Word(index, Unsafe.BitCast<T, uint>(item));

        var words = MemoryMarshal.Cast<T, ulong>(MemoryMarshal.CreateReadOnlySpan(in item, 1));
        return words.Length == 1 ? Mixing.Word(index, words[0]) : Mixing.Words(index, words);
    }

    private sealed class Chunk(object token)
    {
        public static readonly Chunk None = new(new object());

        public object Token { get; } = token;

        /// <summary>Of a leaf: which it is.</summary>
        public int Number { get; init; } = -1;

        public Chunk?[] Kids { get; init; } = [];

        public T[] Items { get; init; } = [];

        /// <summary>Of what lies right above the leaves: what is known about these elements.</summary>
        public object?[]? Digests;
    }
}
