using System.Numerics;

namespace ActorVm.Simulation;

/// <summary>
/// Where each number of a situation stands in some 64-bit words, with no more bits than the numbers seen so far need.
/// A number that does not fit asks for a wider layout.
/// </summary>
internal sealed class PackedLayout
{
    private const int BitsMost = 31;

    private readonly Field[] fields;

    /// <param name="widths">Bits that each slot needs at least.</param>
    /// <param name="isDense">No bit more: a situation is a small number, and may stand for a place.</param>
    public PackedLayout(int[] widths, bool isDense = false)
    {
        var (home, spare) = Fit(widths);
        Words = Math.Max(1, spare.Length);
        Widths = isDense ? widths : Spread(widths, home, spare);
        IsDense = isDense;
        fields = new Field[widths.Length];
        var used = new int[Words];
        for (var slot = 0; slot < widths.Length; slot++)
        {
            fields[slot] = new Field(home[slot], used[home[slot]] & 63, (1UL << Widths[slot]) - 1);
            used[home[slot]] += Widths[slot];
        }
    }

    /// <summary>Words a situation takes.</summary>
    public int Words { get; }

    public int[] Widths { get; }

    public bool IsDense { get; }

    public int Bits => Widths.Sum();

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

    /// <summary>The bits to flip where one number takes the place of another.</summary>
    /// <returns>False when the new number does not fit.</returns>
    public bool TryFlip(int slot, int before, int after, out int word, out ulong bits)
    {
        var fits = slot < fields.Length && (ulong)after <= fields[slot].Mask;
        word = fits ? fields[slot].Word : 0;
        bits = fits ? (ulong)(before ^ after) << fields[slot].Shift : 0;
        return fits;
    }

    /// <summary>All bits of a slot.</summary>
    public ulong MaskOf(int slot) => fields[slot].Mask << fields[slot].Shift;

    /// <summary>Stands for a number in a slot, the same in every layout; what is nothing contributes nothing.</summary>
    public static ulong HashOf(int slot, int number) =>
        number == 0 ? 0 : unchecked(Simulation.Fingerprint.Finish(((ulong)(uint)number << 20) + (ulong)(uint)slot + 1));

    /// <summary>64 bits that stand for the situation, the same in every layout: a sum, so that it follows changes.</summary>
    public ulong Hash(ReadOnlySpan<ulong> situation)
    {
        var sum = 0UL;
        for (var slot = 0; slot < fields.Length; slot++)
            sum = unchecked(sum + HashOf(slot, Get(situation, slot)));
        return sum;
    }

    /// <summary>How situations of this layout are written in another, wider one.</summary>
    public Repacking To(PackedLayout wider) => new(
        [
            .. Enumerable.Range(0, fields.Length)
                .Select(slot => (From: fields[slot], To: wider.fields[slot]))
                .GroupBy(pair => (pair.From.Word, ToWord: pair.To.Word, Left: (pair.To.Shift - pair.From.Shift) & 63))
                .Select(group => new Repacking.Group(
                    group.Key.Word, group.Key.ToWord, group.Key.Left,
                    group.Aggregate(0UL, (mask, pair) => mask | (pair.From.Mask << pair.From.Shift)))),
        ]);

    /// <summary>Bits for the numbers below <paramref name="count"/>.</summary>
    public static int WidthFor(int count) => count <= 1 ? 0 : Math.Min(BitsMost, BitOperations.Log2((uint)(count - 1)) + 1);

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

    // Bits that are left over cost nothing and put off the next layout. Numbers that have grown most will grow most.
    private static int[] Spread(int[] widths, int[] home, int[] spare)
    {
        int[] wide = [.. widths];
        for (var word = 0; word < spare.Length; word++)
        {
            int[] slots = [.. Enumerable.Range(0, wide.Length).Where(slot => home[slot] == word && wide[slot] > 0)];
            for (var left = spare[word]; left > 0 && slots.Any(slot => wide[slot] < BitsMost); left--)
                wide[slots.Where(slot => wide[slot] < BitsMost).MinBy(slot => (wide[slot] + 1.0) / widths[slot])]++;
        }

        return wide;
    }

    private readonly record struct Field(int Word, int Shift, ulong Mask);
}

/// <summary>Moves the numbers of a situation from one layout to another, those that keep their distance together.</summary>
internal sealed class Repacking(Repacking.Group[] groups)
{
    public void Write(ReadOnlySpan<ulong> situation, Span<ulong> packed)
    {
        packed.Clear();
        foreach (ref readonly var group in groups.AsSpan())
            packed[group.To] |= BitOperations.RotateLeft(situation[group.From] & group.Mask, group.Left);
    }

    internal readonly record struct Group(int From, int To, int Left, ulong Mask);
}
