namespace ActorVm.Simulation;

/// <summary>The situations seen so far, each once, numbered in the order they were found, with the one it was found from.</summary>
internal abstract class SituationTable(int words)
{
    private const int PageBits = 12;
    private const int PageMask = (1 << PageBits) - 1;

    private readonly List<uint[]> parents = [];
    private ulong[]?[] pages = [];
    private int forgotten;

    public int Count { get; private set; }

    public virtual long Bytes => (parents.Count << PageBits) * 4L + (pages.Length - forgotten << PageBits) * 8L * Words;

    /// <summary>The first situation that was not forgotten.</summary>
    public int KeptFrom => Math.Min(forgotten << PageBits, Count);

    /// <summary>Words a situation takes.</summary>
    protected int Words { get; private set; } = words;

    /// <summary>A situation that has not been forgotten.</summary>
    public Span<ulong> this[int number] => pages[number >> PageBits].AsSpan((number & PageMask) * Words, Words);

    public uint ParentOf(int number) => parents[number >> PageBits][number & PageMask];

    /// <summary>Takes in those of some finds, laid out as (hash, parent, words…), that had not been seen.</summary>
    public abstract void AddAll(ReadOnlySpan<ulong> finds);

    /// <summary>The number of a situation, or −1.</summary>
    public abstract int NumberOf(ReadOnlySpan<ulong> situation, ulong hash);

    /// <summary>Whether a situation is new, or has this number or a later one. It may be denied of what is not new.</summary>
    public virtual bool IsNewOrFrom(int number, ReadOnlySpan<ulong> situation, ulong hash) =>
        NumberOf(situation, hash) is var found && (found < 0 || found >= number);

    /// <summary>The hash of a situation that was forgotten.</summary>
    public virtual ulong HashOf(int number) => throw new InvalidOperationException("nothing is forgotten here");

    /// <summary>The same situations in another layout. Hashes, and so the index, stay what they are.</summary>
    public virtual void Repack(PackedLayout from, PackedLayout to)
    {
        var repacking = from.To(to);
        for (var page = forgotten; page < pages.Length; page++)
        {
            var repacked = new ulong[to.Words << PageBits];
            for (var place = 0; place < Math.Min(Count - (page << PageBits), 1 << PageBits); place++)
                repacking.Write(pages[page].AsSpan(place * from.Words, from.Words), repacked.AsSpan(place * to.Words, to.Words));
            pages[page] = repacked;
        }

        Words = to.Words;
    }

    /// <summary>Situations before this number will not be looked at any more.</summary>
    public virtual void Forget(int before)
    {
        for (; forgotten < before >> PageBits; forgotten++)
            pages[forgotten] = null;
    }

    protected void Store(ReadOnlySpan<ulong> situation, uint parent)
    {
        if (Count >> PageBits == pages.Length)
        {
            pages = [.. pages, new ulong[Words << PageBits]];
            parents.Add(new uint[1 << PageBits]);
        }

        parents[Count >> PageBits][Count & PageMask] = parent;
        situation.CopyTo(this[Count++]);
    }
}
