namespace ActorVm.Cli.Reports;

/// <summary>
/// Memory as a picture of fixed size: a letter stands for as many pages as it takes to fit. It shows the state most of its pages
/// are in; but what contigmalloc holds or has lost is shown wherever there is any of it.
/// </summary>
internal sealed class MemoryPicture
{
    public const int Columns = 64;
    public const int Rows = 16;

    /// <summary>Letters with what they mean. The first two win over any number of others; of the others the more frequent, then the earlier one.</summary>
    public static readonly IReadOnlyList<(char Letter, string Meaning, string Colour)> Legend =
    [
        ('N', "claimed or lost", "red"),
        ('K', "contigmalloc", "fuchsia"),
        ('W', "wired", "grey"),
        ('A', "active dirty", "maroon"),
        ('a', "active clean", "olive"),
        ('I', "inactive dirty", "purple"),
        ('i', "inactive clean", "navy"),
        ('b', "on its way", "yellow"),
        ('C', "cache", "teal"),
        ('H', "held", "white"),
        ('Z', "free, zeroed", "lime"),
        ('F', "free", "green"),
        ('.', "hole", "black"),
    ];

    private readonly char[] cells;

    private MemoryPicture(char[] cells, long pagesPerCell) => (this.cells, PagesPerCell) = (cells, pagesPerCell);

    public long PagesPerCell { get; }

    public IEnumerable<string> Lines => cells.Chunk(Columns).Select(line => new string(line));

    public static MemoryPicture Draw(long pages, IEnumerable<(char Letter, long Count)> runs)
    {
        var pagesPerCell = Math.Max(1, (pages + (Columns * Rows) - 1) / (Columns * Rows));
        var counts = new long[(pages + pagesPerCell - 1) / pagesPerCell * Legend.Count];
        var page = 0L;
        foreach (var (letter, count) in runs)
        {
            var kind = Enumerable.Range(0, Legend.Count).First(i => Legend[i].Letter == letter);
            for (var end = page + count; page < end;)
            {
                var cell = page / pagesPerCell;
                var here = Math.Min(end, (cell + 1) * pagesPerCell) - page;
                counts[(cell * Legend.Count) + kind] += here;
                page += here;
            }
        }

        return new MemoryPicture([.. counts.Chunk(Legend.Count).Select(LetterOf)], pagesPerCell);
    }

    private static char LetterOf(long[] counts)
    {
        var isShownAlways = counts[0] + counts[1] > 0;
        var kind = isShownAlways ? (counts[0] > 0 ? 0 : 1) : Array.IndexOf(counts, counts.Max());

        return Legend[kind].Letter;
    }
}
