namespace ActorVm.Simulation;

/// <summary>
/// From 64-bit keys to numbers. One thread may add at a time, any number may look up meanwhile. The key 0 is not allowed.
/// </summary>
internal sealed class LongMap
{
    private volatile Slot[] slots = new Slot[16];
    private int count;

    public int Count => count;

    public bool TryGet(ulong key, out int value)
    {
        var table = slots;
        for (var slot = First(table, key); ; slot = (slot + 1) & (table.Length - 1))
        {
            var found = Volatile.Read(ref table[slot].Key);
            if (found == key)
            {
                value = table[slot].Value;
                return true;
            }

            if (found == 0)
            {
                value = -1;
                return false;
            }
        }
    }

    /// <summary>Adds a key that is not there yet.</summary>
    public void Add(ulong key, int value)
    {
        if (8 * ++count > 5 * slots.Length)
        {
            var grown = new Slot[2 * slots.Length];
            foreach (var slot in slots)
            {
                if (slot.Key != 0)
                    Insert(grown, slot.Key, slot.Value);
            }

            slots = grown;
        }

        Insert(slots, key, value);
    }

    private static void Insert(Slot[] table, ulong key, int value)
    {
        var slot = First(table, key);
        while (table[slot].Key != 0)
            slot = (slot + 1) & (table.Length - 1);
        table[slot].Value = value;
        Volatile.Write(ref table[slot].Key, key);
    }

    private static int First(Slot[] table, ulong key)
    {
        var mixed = unchecked((key ^ (key >> 29)) * 0x9E3779B97F4A7C15UL);
        return (int)(mixed >> 33) & (table.Length - 1);
    }

    private struct Slot
    {
        public ulong Key;
        public int Value;
    }
}
