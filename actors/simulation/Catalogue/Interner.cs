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
        var slot = TagIndex.First(hash, table.Length);
        for (int number; (number = TagIndex.Seek(table, hash, ref slot)) >= 0; slot = TagIndex.After(table, slot))
        {
            if (bytes.SequenceEqual(this[number]))
                return number;
        }

        return -1;
    }

    /// <summary>Gives a string that <see cref="Find"/> does not know the number <see cref="Count"/>.</summary>
    public int Add(ReadOnlySpan<byte> bytes, ulong hash)
    {
        var number = count;
        if (TagIndex.IsFull(slots, number + 1))
            Grow();
        if (number == 0)
            stride = bytes.Length;
        if (entries is null && bytes.Length == stride)
            StoreUniform(bytes, number);
        else
            StoreAnyhow(bytes, number);
        Volatile.Write(ref count, number + 1);
        TagIndex.Put(slots, TagIndex.Entry(hash, number));
        return number;
    }

    public static ulong Hash(ReadOnlySpan<byte> bytes) => Fingerprint.Of(bytes).Low;

    private void Grow()
    {
        var longer = TagIndex.Longer(slots);
        Bytes += 8L * (longer.Length - slots.Length);
        slots = longer;
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

    private readonly record struct Entry(byte[] Page, int Start, int Length);
}
