using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ActorVm.Simulation;

/// <summary>
/// For systems with so few possible situations that each has a bit of its own: the packed situation is the number of the
/// bit. Exact, and smaller and faster than any index.
/// </summary>
internal sealed class DenseTable(PackedLayout layout) : SituationTable(words: 1)
{
    private const int BitsAhead = 16;

    private ulong[] seen = new ulong[Math.Max(1, 1L << layout.Bits >> 6)];

    public override long Bytes => base.Bytes + 8L * seen.Length;

    public override void AddAll(ReadOnlySpan<ulong> finds)
    {
        const int Stride = 3;
        for (var at = 2; at < finds.Length; at += Stride)
        {
            if (at + BitsAhead * Stride < finds.Length)
                Prefetch(finds[at + BitsAhead * Stride]);
            if (TrySee(finds[at]))
                Store(finds.Slice(at, 1), unchecked((uint)finds[at - 1]));
        }
    }

    /// <summary>Whether it was taken in. Any thread may ask while nobody adds.</summary>
    public bool Has(ulong situation) => (seen[(int)(situation >> 6)] & (1UL << (int)(situation & 63))) != 0;

    // Only asked on the way back to the start, so it may look at all.
    public override int NumberOf(ReadOnlySpan<ulong> situation, ulong hash)
    {
        for (var number = 0; number < Count; number++)
        {
            if (this[number][0] == situation[0])
                return number;
        }

        return -1;
    }

    // Which number it has would take too long to say.
    public override bool IsNewOrFrom(int number, ReadOnlySpan<ulong> situation, ulong hash) =>
        !Has(situation[0]);

    public override void Repack(PackedLayout from, PackedLayout to)
    {
        base.Repack(from, to);
        if (to.Words > 1 || !to.IsDense)
            return;

        seen = new ulong[Math.Max(1, 1L << to.Bits >> 6)];
        for (var number = 0; number < Count; number++)
            TrySee(this[number][0]);
    }

    /// <summary>The situations are looked at again on the way back to the start.</summary>
    public override void Forget(int before)
    {
    }

    /// <summary>The same situations, in the same order, in a table that needs no bit for each possible one.</summary>
    public StateTable ToStateTable(PackedLayout packedIn)
    {
        var table = new StateTable(packedIn.Words);
        for (var number = 0; number < Count; number++)
        {
            var situation = this[number];
            table.AddAll([packedIn.Hash(situation), ParentOf(number), .. situation]);
        }

        return table;
    }

    private bool TrySee(ulong situation)
    {
        ref var word = ref seen[(int)(situation >> 6)];
        var bit = 1UL << (int)(situation & 63);
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    private unsafe void Prefetch(ulong situation)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref seen[(int)(situation >> 6)]));
    }
}
