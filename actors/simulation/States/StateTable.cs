using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorVm.Simulation;

/// <summary>
/// Keeps each situation whole: the index names those that may be the same, and the words decide.
/// </summary>
internal sealed class StateTable(int words) : SituationTable(words)
{
    // How many finds ahead the slot, and then the situation it names, are asked for: some memory accesses.
    private const int SlotsAhead = 16;
    private const int SituationsAhead = 8;

    private ulong[] slots = new ulong[1024];

    public override long Bytes => base.Bytes + 8L * slots.Length;

    public override void AddAll(ReadOnlySpan<ulong> finds)
    {
        var stride = Words + 2;
        for (var at = 0; at < finds.Length; at += stride)
        {
            if (at + SlotsAhead * stride < finds.Length)
                Prefetch(finds[at + SlotsAhead * stride]);
            if (at + SituationsAhead * stride < finds.Length)
                PrefetchSituation(finds[at + SituationsAhead * stride]);
            Add(finds.Slice(at + 2, Words), finds[at], unchecked((uint)finds[at + 1]));
        }
    }

    public override int NumberOf(ReadOnlySpan<ulong> situation, ulong hash) => Find(situation, hash, out _);

    /// <summary>The situations are looked at again whenever one seems to be the same.</summary>
    public override void Forget(int before)
    {
    }

    private void Add(ReadOnlySpan<ulong> situation, ulong hash, uint parent)
    {
        if (Find(situation, hash, out var slot) >= 0)
            return;

        slots[slot] = TagIndex.Entry(hash, Count);
        Store(situation, parent);
        if (TagIndex.IsFull(slots, Count))
            slots = TagIndex.Longer(slots);
    }

    private int Find(ReadOnlySpan<ulong> situation, ulong hash, out int slot)
    {
        var table = slots;
        slot = TagIndex.First(hash, table.Length);
        for (int number; (number = TagIndex.Seek(table, hash, ref slot)) >= 0; slot = TagIndex.After(table, slot))
        {
            if (AreSame(situation, this[number]))
                return number;
        }

        return -1;
    }

    private static bool AreSame(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        var differences = 0UL;
        for (var word = 0; word < left.Length && word < right.Length; word++)
            differences |= left[word] ^ right[word];
        return differences == 0;
    }

    private unsafe void Prefetch(ulong hash)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[TagIndex.First(hash, slots.Length)]));
    }

    private unsafe void PrefetchSituation(ulong hash)
    {
        var found = slots[TagIndex.First(hash, slots.Length)];
        if (Sse.IsSupported && found != 0 && found >> 32 == hash >> 32)
            Sse.Prefetch0(Unsafe.AsPointer(ref this[TagIndex.NumberIn(found)][0]));
    }
}
