using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorVm.Simulation;

/// <summary>
/// Keeps 64 bits of each situation instead of the situation: two that share them are taken for one, and what follows the
/// second may be missed. Words are kept only until a situation was followed.
/// </summary>
internal sealed class FingerprintTable(int words) : SituationTable(words)
{
    private const int PageBits = 12;
    private const int PageMask = (1 << PageBits) - 1;
    private const int SlotsAhead = 16;
    private const int HashesAhead = 8;

    private ulong[][] hashes = [];
    private uint[] slots = new uint[1024];

    public override long Bytes => base.Bytes + 4L * slots.Length + ((long)hashes.Length << PageBits) * 8;

    public override void AddAll(ReadOnlySpan<ulong> finds)
    {
        var stride = Words + 2;
        for (var at = 0; at < finds.Length; at += stride)
        {
            if (at + SlotsAhead * stride < finds.Length)
                Prefetch(finds[at + SlotsAhead * stride]);
            if (at + HashesAhead * stride < finds.Length)
                PrefetchHash(finds[at + HashesAhead * stride]);
            Add(finds.Slice(at + 2, Words), finds[at], unchecked((uint)finds[at + 1]));
        }
    }

    public override ulong HashOf(int number) => hashes[number >> PageBits][number & PageMask];

    public override int NumberOf(ReadOnlySpan<ulong> situation, ulong hash) => Find(hash, out _);

    private void Add(ReadOnlySpan<ulong> situation, ulong hash, uint parent)
    {
        if (Find(hash, out var slot) >= 0)
            return;

        if (Count >> PageBits == hashes.Length)
            hashes = [.. hashes, new ulong[1 << PageBits]];
        hashes[Count >> PageBits][Count & PageMask] = hash;
        slots[slot] = (uint)Count + 1;
        Store(situation, parent);
        if (Count > slots.Length / 8 * 7)
            Lengthen();
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

    private unsafe void Prefetch(ulong hash)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[First(hash, slots.Length)]));
    }

    private unsafe void PrefetchHash(ulong hash)
    {
        var number = slots[First(hash, slots.Length)];
        if (Sse.IsSupported && number != 0)
            Sse.Prefetch0(Unsafe.AsPointer(ref hashes[(number - 1) >> PageBits][(number - 1) & PageMask]));
    }

    private static int First(ulong hash, int length) => unchecked((int)((hash >> 32) * (uint)length >> 32));

    private void Lengthen()
    {
        slots = new uint[slots.Length + slots.Length / 4];
        for (var number = 0; number < Count; number++)
        {
            var slot = First(hashes[number >> PageBits][number & PageMask], slots.Length);
            while (slots[slot] != 0)
                slot = slot + 1 == slots.Length ? 0 : slot + 1;
            slots[slot] = (uint)number + 1;
        }
    }
}
