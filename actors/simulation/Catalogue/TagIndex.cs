namespace ActorVm.Simulation;

/// <summary>
/// An index from hashes to numbers, as an array of slots: 32 bits of the hash (the tag), which also say where the slot
/// is, and the number + 1. Slots are ordered like the tags, so that making it longer needs no hash and walks through both
/// from front to back. One thread may put at a time, any number may seek meanwhile.
/// </summary>
internal static class TagIndex
{
    public static int First(ulong hash, int length) => unchecked((int)((hash >> 32) * (uint)length >> 32));

    /// <summary>The next number from a slot on that may belong to the hash; −1 at an empty slot.</summary>
    public static int Seek(ulong[] table, ulong hash, ref int slot)
    {
        for (ulong found; (found = Volatile.Read(ref table[slot])) != 0; slot = After(table, slot))
        {
            if (found >> 32 == hash >> 32)
                return NumberIn(found);
        }

        return -1;
    }

    public static int After(ulong[] table, int slot) => slot + 1 == table.Length ? 0 : slot + 1;

    public static int NumberIn(ulong entry) => unchecked((int)(uint)entry - 1);

    public static ulong Entry(ulong hash, int number) => hash & 0xFFFF_FFFF_0000_0000UL | (uint)(number + 1);

    public static void Put(ulong[] table, ulong entry)
    {
        var slot = First(entry, table.Length);
        while (table[slot] != 0)
            slot = After(table, slot);
        Volatile.Write(ref table[slot], entry);
    }

    public static bool IsFull(ulong[] table, int count) => count > table.Length / 5 * 4;

    public static ulong[] Longer(ulong[] table)
    {
        var longer = new ulong[table.Length + table.Length / 2];
        foreach (var entry in table)
        {
            if (entry != 0)
                Put(longer, entry);
        }

        return longer;
    }
}
