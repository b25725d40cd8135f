using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorVm.Simulation;

/// <summary>
/// The situations seen so far, each once, numbered in the order they were found, with the one it was found from.
/// A slot of the index holds the number and 32 bits of the hash; the words themselves decide.
/// </summary>
internal sealed class StateTable(int words)
{
    private const int PageBits = 12;
    private const int PageMask = (1 << PageBits) - 1;

    private readonly List<uint[]> parents = [];
    private ulong[][] pages = [];
    private ulong[] slots = new ulong[1024];
    private int limit = 1024 / 5 * 4;

    public int Count { get; private set; }

    public long Bytes => 8L * slots.Length + ((long)pages.Length << PageBits) * (8L * words + 4);

    public Span<ulong> this[int number] => pages[number >> PageBits].AsSpan((number & PageMask) * words, words);

    public uint ParentOf(int number) => parents[number >> PageBits][number & PageMask];

    public static ulong Hash(ReadOnlySpan<ulong> situation)
    {
        unchecked
        {
            var hash = 0x9E3779B97F4A7C15UL;
            foreach (var word in situation)
            {
                var high = Math.BigMul(hash ^ word, 0xD6E8FEB86659FD93UL, out var low);
                hash = (high ^ low) + 0x2545F4914F6CDD1DUL;
            }

            return Fingerprint.Finish(hash);
        }
    }

    /// <summary>Brings the slot of a situation that will be asked for soon into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong hash)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[First(hash)]));
    }

    /// <returns>True when the situation had not been seen.</returns>
    public bool Add(ReadOnlySpan<ulong> situation, ulong hash, uint parent)
    {
        var slot = First(hash);
        for (ulong found; (found = slots[slot]) != 0; slot = slot + 1 == slots.Length ? 0 : slot + 1)
        {
            if (unchecked((uint)found == (uint)hash) && situation.SequenceEqual(this[(int)(found >> 32) - 1]))
                return false;
        }

        slots[slot] = ((ulong)(uint)(Count + 1) << 32) | unchecked((uint)hash);
        Store(situation, parent);
        if (Count >= limit)
            Rehash(slots.Length + slots.Length / 2);
        return true;
    }

    /// <summary>The number of a situation that has been seen, or −1.</summary>
    public int Find(ReadOnlySpan<ulong> situation, ulong hash)
    {
        var slot = First(hash);
        for (ulong found; (found = slots[slot]) != 0; slot = slot + 1 == slots.Length ? 0 : slot + 1)
        {
            if (unchecked((uint)found == (uint)hash) && situation.SequenceEqual(this[(int)(found >> 32) - 1]))
                return (int)(found >> 32) - 1;
        }

        return -1;
    }

    private int First(ulong hash) => (int)Math.BigMul(hash, (ulong)slots.Length, out _);

    private void Store(ReadOnlySpan<ulong> situation, uint parent)
    {
        if (Count >> PageBits == pages.Length)
        {
            pages = [.. pages, new ulong[words << PageBits]];
            parents.Add(new uint[1 << PageBits]);
        }

        situation.CopyTo(this[Count]);
        parents[Count >> PageBits][Count & PageMask] = parent;
        Count++;
    }

    private void Rehash(int length)
    {
        slots = new ulong[length];
        limit = length / 5 * 4;
        for (var number = 0; number < Count; number++)
        {
            var hash = Hash(this[number]);
            var slot = First(hash);
            while (slots[slot] != 0)
                slot = slot + 1 == slots.Length ? 0 : slot + 1;
            slots[slot] = ((ulong)(uint)(number + 1) << 32) | unchecked((uint)hash);
        }
    }
}
