namespace ActorVm.Simulation;

/// <summary>
/// Numbers distinct byte strings from 0 in the order they are first seen. One thread may add at a time, any number
/// may look up meanwhile: an entry is complete before its slot shows it.
/// </summary>
internal sealed class Interner
{
    private const int PageBits = 10;
    private const int PageBytes = 1 << 20;

    private volatile ulong[] slots = new ulong[64];
    private volatile byte[][] uniform = [];
    private volatile Entry[]? entries;
    private byte[] page = [];
    private int pageUsed;
    private int stride;
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Memory that the strings and their index take.</summary>
    public long Bytes { get; private set; }

    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            if (entries is not { } known)
                return uniform[number >> PageBits].AsSpan((number & ((1 << PageBits) - 1)) * stride, stride);
            ref readonly var entry = ref known[number];
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
        if (8 * (number + 1) > 5 * slots.Length)
            Grow();
        if (number == 0)
            stride = bytes.Length;
        if (entries is null && bytes.Length == stride)
            StoreUniform(bytes, number);
        else
            StoreAnyhow(bytes, number);
        Volatile.Write(ref count, number + 1);
        Insert(slots, hash, number);
        return number;
    }

    public static ulong Hash(ReadOnlySpan<byte> bytes) => Fingerprint.Of(bytes).Low;

    private void Grow()
    {
        var table = new ulong[2 * slots.Length];
        for (var number = 0; number < count; number++)
            Insert(table, Hash(this[number]), number);
        Bytes += 8L * (table.Length - slots.Length);
        slots = table;
    }

    // As long as all strings are equally long, their place follows from their number.
    private void StoreUniform(ReadOnlySpan<byte> bytes, int number)
    {
        if (number >> PageBits == uniform.Length)
        {
            uniform = [.. uniform, new byte[Math.Max(stride, 1) << PageBits]];
            Bytes += stride << PageBits;
        }

        bytes.CopyTo(uniform[number >> PageBits].AsSpan((number & ((1 << PageBits) - 1)) * stride));
    }

    private void StoreAnyhow(ReadOnlySpan<byte> bytes, int number)
    {
        var known = entries ?? new Entry[Math.Max(32, count)];
        for (var earlier = 0; entries is null && earlier < count; earlier++)
            known[earlier] = new Entry(uniform[earlier >> PageBits], (earlier & ((1 << PageBits) - 1)) * stride, stride);
        if (number == known.Length)
            Array.Resize(ref known, 2 * number);
        if (pageUsed + bytes.Length > page.Length)
        {
            page = new byte[Math.Max(count < 1024 ? PageBytes / 64 : PageBytes, bytes.Length)];
            pageUsed = 0;
            Bytes += page.Length;
        }

        bytes.CopyTo(page.AsSpan(pageUsed));
        known[number] = new Entry(page, pageUsed, bytes.Length);
        pageUsed += bytes.Length;
        Bytes += 16;
        entries = known;
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
