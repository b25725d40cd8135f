namespace ActorVm.Simulation;

/// <summary>
/// Situations that were worked out and wait to be taken in, as (hash, parent, words…) in flat buffers, one for each
/// partition of the hashes, so that whoever owns the partition can take them in one go.
/// </summary>
internal sealed class Finds(int partitions)
{
    private readonly int[] used = new int[partitions];
    private readonly int[] marks = new int[partitions];
    private readonly ulong[][] buffers = [.. Enumerable.Range(0, partitions).Select(_ => new ulong[1024])];
    private int words;

    public ReadOnlySpan<ulong> this[int partition] => buffers[partition].AsSpan(0, used[partition]);

    public static int PartitionOf(ulong hash, int partitions) => (int)(hash & (uint)(partitions - 1));

    public void Clear(int wordsOfEach)
    {
        words = wordsOfEach;
        Array.Clear(used);
    }

    /// <summary>What was added since the mark.</summary>
    public ReadOnlySpan<ulong> SinceMark(int partition) => this[partition][marks[partition]..];

    /// <summary>What is added from here on can be taken back.</summary>
    public void Mark() => used.CopyTo(marks, 0);

    public void TakeBack() => marks.CopyTo(used, 0);

    /// <summary>Adds a find, as a copy of the situation: the caller changes what differs.</summary>
    public Span<ulong> Add(ulong hash, uint parent, ReadOnlySpan<ulong> situation)
    {
        var partition = partitions == 1 ? 0 : PartitionOf(hash, partitions);
        var at = used[partition];
        if (at + words + 2 > buffers[partition].Length)
            Array.Resize(ref buffers[partition], 2 * buffers[partition].Length);
        used[partition] = at + words + 2;
        var find = buffers[partition].AsSpan(at, words + 2);
        find[0] = hash;
        find[1] = parent;
        for (var word = 0; word < situation.Length; word++)
            find[word + 2] = situation[word];
        return find[2..];
    }
}
