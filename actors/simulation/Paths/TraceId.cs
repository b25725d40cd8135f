namespace ActorVm.Simulation;

/// <summary>
/// The same for two runs exactly when every actor received the same messages in the same order and its choices fell
/// alike: then nobody in the system could tell the runs apart (they are one Mazurkiewicz trace).
/// </summary>
internal sealed class TraceId(int actors)
{
    private readonly ulong[] heard = new ulong[actors];

    public ulong Value
    {
        get
        {
            var sum = 0UL;
            for (var actor = 0; actor < heard.Length; actor++)
                sum = unchecked(sum + Fingerprint.Finish(heard[actor] + (ulong)actor * 0x9E3779B97F4A7C15UL));
            return sum;
        }
    }

    public void Clear() => Array.Clear(heard);

    public void CopyFrom(TraceId other) => other.heard.CopyTo(heard, 0);

    public void Add(int receiver, long channelOrder, long sequence)
    {
        ref var hash = ref heard[receiver];
        hash = unchecked(Fingerprint.Finish(hash ^ ((ulong)channelOrder * 0xD6E8FEB86659FD93UL)) + (ulong)sequence);
    }

    public void AddChoice(int receiver, int chosen)
    {
        ref var hash = ref heard[receiver];
        hash = unchecked(Fingerprint.Finish(hash + 0x2545F4914F6CDD1DUL) + (ulong)chosen);
    }
}

/// <summary>A set of 64-bit hashes; 0 counts as 1.</summary>
internal sealed class HashSet64
{
    private ulong[] slots = new ulong[1024];

    public int Count { get; private set; }

    /// <returns>True when the hash is new.</returns>
    public bool Add(ulong hash)
    {
        hash = Math.Max(hash, 1);
        if (!Insert(slots, hash))
            return false;
        if (5 * ++Count > 3 * slots.Length)
            Grow();
        return true;
    }

    public void Save(ByteWriter writer)
    {
        writer.Write(Count);
        foreach (var hash in slots)
        {
            if (hash != 0)
                writer.Write(hash);
        }
    }

    public void Load(ref ByteReader reader)
    {
        for (var count = reader.Read<int>(); count > 0; count--)
            Add(reader.Read<ulong>());
    }

    private void Grow()
    {
        var grown = new ulong[2 * slots.Length];
        foreach (var hash in slots)
        {
            if (hash != 0)
                Insert(grown, hash);
        }

        slots = grown;
    }

    private static bool Insert(ulong[] table, ulong hash)
    {
        var slot = (int)(hash >> 33) & (table.Length - 1);
        for (; table[slot] != 0; slot = (slot + 1) & (table.Length - 1))
        {
            if (table[slot] == hash)
                return false;
        }

        table[slot] = hash;
        return true;
    }
}
