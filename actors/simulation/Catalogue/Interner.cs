namespace ActorVm.Simulation;

/// <summary>
/// Numbers distinct byte strings from 0 in the order they are first seen. One thread may add at a time, any number
/// may look up meanwhile: an entry is complete before its slot shows it.
/// </summary>
internal sealed class Interner
{
    private const int PageBytes = 1 << 20;

    private volatile ulong[] slots = new ulong[64];
    private volatile Entry[] entries = new Entry[32];
    private byte[] page = [];
    private int pageUsed;
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Memory that the strings and their index take.</summary>
    public long Bytes { get; private set; }

    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            ref readonly var entry = ref entries[number];
            return entry.Page.AsSpan(entry.Start, entry.Length);
        }
    }

    /// <summary>The number of the string, or −1. A string that another thread is adding may still be missing.</summary>
    public int Find(ReadOnlySpan<byte> bytes, ulong hash)
    {
        var table = slots;
        for (var slot = First(table, hash); ; slot = (slot + 1) & (table.Length - 1))
        {
            var found = Volatile.Read(ref table[slot]);
            if (found == 0)
                return -1;
            if (unchecked((uint)found == (uint)hash) && bytes.SequenceEqual(this[(int)(found >> 32) - 1]))
                return (int)(found >> 32) - 1;
        }
    }

    /// <summary>Gives a string that <see cref="Find"/> does not know the number <see cref="Count"/>.</summary>
    public int Add(ReadOnlySpan<byte> bytes, ulong hash)
    {
        var number = count;
        if (number == entries.Length)
            Grow();
        entries[number] = Store(bytes);
        Volatile.Write(ref count, number + 1);
        Insert(slots, hash, number);
        return number;
    }

    public static ulong Hash(ReadOnlySpan<byte> bytes) => Fingerprint.Of(bytes).Low;

    private void Grow()
    {
        var grown = entries;
        Array.Resize(ref grown, 2 * grown.Length);
        entries = grown;
        var table = new ulong[2 * slots.Length];
        for (var number = 0; number < count; number++)
            Insert(table, Hash(this[number]), number);
        slots = table;
        Bytes += 8L * table.Length + 16L * count;
    }

    private Entry Store(ReadOnlySpan<byte> bytes)
    {
        if (pageUsed + bytes.Length > page.Length)
        {
            page = new byte[Math.Max(count < 1024 ? PageBytes / 64 : PageBytes, bytes.Length)];
            pageUsed = 0;
            Bytes += page.Length;
        }

        bytes.CopyTo(page.AsSpan(pageUsed));
        var entry = new Entry(page, pageUsed, bytes.Length);
        pageUsed += bytes.Length;
        return entry;
    }

    private static void Insert(ulong[] table, ulong hash, int number)
    {
        var slot = First(table, hash);
        while (table[slot] != 0)
            slot = (slot + 1) & (table.Length - 1);
        Volatile.Write(ref table[slot], ((ulong)(uint)(number + 1) << 32) | unchecked((uint)hash));
    }

    private static int First(ulong[] table, ulong hash) => (int)(hash >> 33) & (table.Length - 1);

    private readonly record struct Entry(byte[] Page, int Start, int Length);
}
