using System.Numerics;

namespace ActorVm.Simulation;

/// <summary>
/// Where each number of a situation stands in some 64-bit words, with no more bits than the numbers seen so far need.
/// A number that does not fit asks for a wider layout.
/// </summary>
internal sealed class PackedLayout
{
    private readonly Field[] fields;
    private readonly ulong[] lowBits;

    public PackedLayout(int[] widths)
    {
        var (home, spare) = Fit(widths);
        Words = Math.Max(1, spare.Length);
        Widths = Spread(widths, home, spare);
        fields = new Field[widths.Length];
        lowBits = new ulong[Words];
        var used = new int[Words];
        for (var slot = 0; slot < widths.Length; slot++)
        {
            var (word, width) = (home[slot], Widths[slot]);
            fields[slot] = new Field(word, used[word] & 63, (1UL << width) - 1);
            lowBits[word] |= width == 0 ? 0 : 1UL << used[word];
            used[word] += width;
        }
    }

    // The widest first, each into the first word that has room.
    private static (int[] Home, int[] Spare) Fit(int[] widths)
    {
        var home = new int[widths.Length];
        var spare = new List<int>();
        foreach (var slot in Enumerable.Range(0, widths.Length).OrderByDescending(slot => widths[slot]))
        {
            var word = spare.FindIndex(bits => bits >= widths[slot]);
            if (word < 0)
            {
                word = spare.Count;
                spare.Add(64);
            }

            spare[word] -= widths[slot];
            home[slot] = word;
        }

        return (home, [.. spare]);
    }

    // Bits that are left over cost nothing and put off the next layout.
    private static int[] Spread(int[] widths, int[] home, int[] spare)
    {
        int[] wide = [.. widths];
        for (var (isSpread, most) = (true, 31); isSpread;)
        {
            isSpread = false;
            for (var slot = 0; slot < wide.Length; slot++)
            {
                if (wide[slot] == 0 || wide[slot] >= most || spare[home[slot]] == 0)
                    continue;
                wide[slot]++;
                spare[home[slot]]--;
                isSpread = true;
            }
        }

        return wide;
    }

    /// <summary>Words a situation takes.</summary>
    public int Words { get; }

    public int[] Widths { get; }

    public int Slots => fields.Length;

    public int Get(ReadOnlySpan<ulong> words, int slot)
    {
        ref readonly var field = ref fields[slot];
        return (int)((words[field.Word] >> field.Shift) & field.Mask);
    }

    /// <returns>False when the number does not fit, or the slot is younger than the layout.</returns>
    public bool TrySet(Span<ulong> words, int slot, int number)
    {
        if (slot >= fields.Length)
            return number == 0;

        ref readonly var field = ref fields[slot];
        if ((ulong)number > field.Mask)
            return false;
        ref var word = ref words[field.Word];
        word = word & ~(field.Mask << field.Shift) | ((ulong)number << field.Shift);
        return true;
    }

    /// <summary>Splits all situations into two halves of about the same size. The same in every layout.</summary>
    public int Half(ReadOnlySpan<ulong> words)
    {
        var ones = 0;
        for (var word = 0; word < lowBits.Length; word++)
            ones += BitOperations.PopCount(words[word] & lowBits[word]);
        return ones & 1;
    }

    /// <summary>Writes a situation of this layout in another, wider one.</summary>
    public void Repack(ReadOnlySpan<ulong> situation, PackedLayout wider, Span<ulong> packed)
    {
        for (var slot = 0; slot < fields.Length; slot++)
            wider.TrySet(packed, slot, Get(situation, slot));
    }

    /// <summary>64 bits that stand for the situation, the same in every layout.</summary>
    public ulong Fingerprint(ReadOnlySpan<ulong> situation)
    {
        var sum = 0UL;
        for (var slot = 0; slot < fields.Length; slot++)
        {
            if (Get(situation, slot) is > 0 and var number)
                sum = unchecked(sum + Simulation.Fingerprint.Finish(((ulong)number << 20) + (ulong)slot + 1));
        }

        return sum;
    }

    /// <summary>Bits for the numbers below <paramref name="count"/>, with room to grow.</summary>
    public static int WidthFor(int count) => count <= 1 ? 0 : Math.Min(31, BitOperations.Log2((uint)(count - 1)) + 1);

    private readonly record struct Field(int Word, int Shift, ulong Mask);
}
