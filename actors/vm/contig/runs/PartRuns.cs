namespace ActorVm.Actors;

/// <summary>Pages <c>[Start, End)</c> of a part that follow each other, all of one kind.</summary>
internal readonly record struct PartRun(short Start, short End)
{
    public int Length => End - Start;
}

/// <summary>All runs of one kind in 1024 neighbouring pages, cut at both edges of the part.</summary>
internal sealed class PartRuns
{
    public const int Width = CowArray<PageState>.PartWidth;

    public static readonly PartRuns None = new([]);

    public PartRuns(PartRun[] runs)
    {
        Runs = runs;
        foreach (var run in runs)
        {
            Longest = Math.Max(Longest, run.Length);
            Distances += run.Length * (run.Length + 1L) / 2;
        }
    }

    public PartRun[] Runs { get; }

    public int Longest { get; }

    /// <summary>For every page of a run how far it is to the end of the run (in this part), all together.</summary>
    public long Distances { get; }

    /// <summary>Length of the run that begins at the low edge, or 0.</summary>
    public int Lowest => Runs is [{ Start: 0 } run, ..] ? run.Length : 0;

    /// <summary>Length of the run that ends at the high edge, or 0.</summary>
    public int Highest => Runs is [.., { End: Width } run] ? run.Length : 0;

    /// <summary>The number of the first run that ends behind this page of the part: the one it lies in, or the next one.</summary>
    public int FindUp(int page)
    {
        var (low, high) = (0, Runs.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Runs[middle].End <= page ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
