namespace ActorVm.Simulation;

/// <summary>Lists of numbers that stay where they are put. One thread may add at a time, any number may read meanwhile.</summary>
internal sealed class IntArena
{
    private const int PageBits = 16;

    private volatile int[][] pages = [];
    private int used = 1 << PageBits;

    public long Bytes => pages.Sum(page => 4L * page.Length);

    public ReadOnlySpan<int> At(int place)
    {
        var page = pages[place >> PageBits];
        var start = place & ((1 << PageBits) - 1);
        return page.AsSpan(start + 1, page[start]);
    }

    public int Add(ReadOnlySpan<int> list)
    {
        if (used + list.Length + 1 > 1 << PageBits)
        {
            pages = [.. pages, new int[Math.Max(1 << PageBits, list.Length + 1)]];
            used = 0;
        }

        var page = pages[^1];
        page[used] = list.Length;
        list.CopyTo(page.AsSpan(used + 1));
        var place = ((pages.Length - 1) << PageBits) + used;
        used += list.Length + 1;
        return place;
    }
}
