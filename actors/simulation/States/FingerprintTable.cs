using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorVm.Simulation;

/// <summary>
/// Keeps 64 bits of each situation instead of the situation: two that share them are taken for one, and what follows the
/// second may be missed. Words are kept only until a situation was followed.
/// </summary>
internal sealed class FingerprintTable(int words) : SituationTable
{
    private const int PageBits = 12;
    private const int PageMask = (1 << PageBits) - 1;

    private readonly List<uint[]> parents = [];
    private ulong[][] hashes = [];
    private ulong[]?[] pages = [];
    private uint[] slots = new uint[1280];
    private int words = words;
    private int forgotten;

    public override long Bytes => 4L * slots.Length + ((long)hashes.Length << PageBits) * 12 + pages.Sum(page => 8L * (page?.Length ?? 0));

    public override Span<ulong> this[int number] => pages[number >> PageBits].AsSpan((number & PageMask) * words, words);

    public override uint ParentOf(int number) => parents[number >> PageBits][number & PageMask];

    public override unsafe void Prefetch(ulong hash)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[First(hash, slots.Length)]));
    }

    public override unsafe void PrefetchSituation(ulong hash)
    {
        var number = slots[First(hash, slots.Length)];
        if (Sse.IsSupported && number != 0)
            Sse.Prefetch0(Unsafe.AsPointer(ref hashes[(number - 1) >> PageBits][(number - 1) & PageMask]));
    }

    public override bool Add(ReadOnlySpan<ulong> situation, ulong hash, uint parent)
    {
        if (Find(hash, out var slot) >= 0)
            return false;

        if (Count >> PageBits == pages.Length)
        {
            pages = [.. pages, new ulong[words << PageBits]];
            hashes = [.. hashes, new ulong[1 << PageBits]];
            parents.Add(new uint[1 << PageBits]);
        }

        slots[slot] = (uint)Count + 1;
        situation.CopyTo(this[Count]);
        hashes[Count >> PageBits][Count & PageMask] = hash;
        parents[Count >> PageBits][Count & PageMask] = parent;
        if (++Count > slots.Length / 5 * 4)
            Lengthen();
        return true;
    }

    public override int NumberOf(ReadOnlySpan<ulong> situation, ulong hash) => Find(hash, out _);

    public override SituationTable Repacked(PackedLayout from, PackedLayout to)
    {
        for (var page = forgotten; page < pages.Length; page++)
        {
            var repacked = new ulong[to.Words << PageBits];
            for (var place = 0; place < Math.Min(Count - (page << PageBits), 1 << PageBits); place++)
                from.Repack(this[(page << PageBits) + place], to, repacked.AsSpan(place * to.Words, to.Words));
            pages[page] = repacked;
        }

        words = to.Words;
        return this;
    }

    public override void Forget(int before)
    {
        for (; forgotten < before >> PageBits; forgotten++)
            pages[forgotten] = null;
    }

    private int Find(ulong hash, out int slot)
    {
        slot = First(hash, slots.Length);
        for (uint found; (found = slots[slot]) != 0; slot = slot + 1 == slots.Length ? 0 : slot + 1)
        {
            if (hashes[(found - 1) >> PageBits][(found - 1) & PageMask] == hash)
                return (int)found - 1;
        }

        return -1;
    }

    private static int First(ulong hash, int length) => (int)((hash >> 32) * (uint)length >> 32);

    private void Lengthen()
    {
        slots = new uint[slots.Length + slots.Length / 2];
        for (var number = 0; number < Count; number++)
        {
            var slot = First(hashes[number >> PageBits][number & PageMask], slots.Length);
            while (slots[slot] != 0)
                slot = slot + 1 == slots.Length ? 0 : slot + 1;
            slots[slot] = (uint)number + 1;
        }
    }
}
