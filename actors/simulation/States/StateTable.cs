using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorVm.Simulation;

/// <summary>
/// The situations seen so far, each once, numbered in the order they were found, with the one it was found from.
/// A slot of the index holds 32 bits of the hash, which also say where the slot is, and the number; the words decide.
/// The index is ordered like the hashes, so that making it longer walks through both from front to back.
/// </summary>
internal sealed class StateTable(int words, int capacity = 800) : SituationTable
{
    private const int PageBits = 12;
    private const int PageMask = (1 << PageBits) - 1;

    private readonly List<uint[]> parents = [];
    private ulong[][] pages = [];
    private ulong[] slots = new ulong[capacity / 4 * 5];
    private int limit = capacity;

    public override long Bytes => 8L * slots.Length + ((long)pages.Length << PageBits) * (8L * words + 4);

    public override Span<ulong> this[int number] => pages[number >> PageBits].AsSpan((number & PageMask) * words, words);

    public override uint ParentOf(int number) => parents[number >> PageBits][number & PageMask];

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

    public override unsafe void Prefetch(ulong hash)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[First(hash, slots.Length)]));
    }

    public override unsafe void PrefetchSituation(ulong hash)
    {
        var entry = slots[First(hash, slots.Length)];
        if (!Sse.IsSupported || entry == 0)
            return;
        var number = NumberIn(entry);
        Sse.Prefetch0(Unsafe.AsPointer(ref pages[number >> PageBits][(number & PageMask) * words]));
    }

    public override bool Add(ReadOnlySpan<ulong> situation, ulong hash, uint parent)
    {
        if (Find(situation, hash, out var slot) >= 0)
            return false;

        slots[slot] = Entry(hash, Count);
        Store(situation, parent);
        if (Count >= limit)
            Lengthen();
        return true;
    }

    public override int NumberOf(ReadOnlySpan<ulong> situation, ulong hash) => Find(situation, hash, out _);

    public override SituationTable Repacked(PackedLayout from, PackedLayout to)
    {
        var rebuilt = new StateTable(to.Words, Math.Max(800, Count + Count / 2));
        var packed = new ulong[to.Words];
        for (var number = 0; number < Count; number++)
        {
            from.Repack(this[number], to, packed);
            rebuilt.AddNew(packed, Hash(packed), ParentOf(number));
        }

        return rebuilt;
    }

    // What is added is known to be new, and there is room for it.
    private void AddNew(ReadOnlySpan<ulong> situation, ulong hash, uint parent)
    {
        Put(slots, Entry(hash, Count));
        Store(situation, parent);
    }

    private int Find(ReadOnlySpan<ulong> situation, ulong hash, out int slot)
    {
        var table = slots;
        var tag = hash >> 32;
        slot = First(hash, table.Length);
        for (ulong found; (found = table[slot]) != 0; slot = slot + 1 == table.Length ? 0 : slot + 1)
        {
            if (found >> 32 == tag && situation.SequenceEqual(this[NumberIn(found)]))
                return NumberIn(found);
        }

        return -1;
    }

    private static ulong Entry(ulong hash, int number) => hash & 0xFFFF_FFFF_0000_0000UL | (uint)(number + 1);

    private static int NumberIn(ulong entry) => unchecked((int)(uint)entry) - 1;

    private static int First(ulong entry, int length) => (int)((entry >> 32) * (uint)length >> 32);

    private static void Put(ulong[] table, ulong entry)
    {
        var slot = First(entry, table.Length);
        while (table[slot] != 0)
            slot = slot + 1 == table.Length ? 0 : slot + 1;
        table[slot] = entry;
    }

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

    private void Lengthen()
    {
        var longer = new ulong[slots.Length + slots.Length / 2];
        foreach (var entry in slots)
        {
            if (entry != 0)
                Put(longer, entry);
        }

        slots = longer;
        limit = longer.Length / 5 * 4;
    }
}
