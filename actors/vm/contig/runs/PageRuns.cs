namespace ActorVm.Actors;

/// <summary>The runs of pages of one kind in all of memory, part by part. Valid until somebody writes.</summary>
internal readonly struct PageRuns(CowArray<PageState> pages, PageKind kind)
{
    private readonly PageKindDigester digester = PageKindDigester.Of(kind);

    public int Parts { get; } = (pages.Length + PartRuns.Width - 1) / PartRuns.Width;

    public PartRuns this[long part] => pages.DigestOf((int)part, digester) ?? PartRuns.None;

    /// <summary>The first page at or above this one that is not of the kind; any page behind <paramref name="enough"/> will do.</summary>
    public long EndAbove(long page, long enough = long.MaxValue)
    {
        for (var part = page / PartRuns.Width; part < Parts && page <= enough; part++)
        {
            var (here, low) = (this[part], part * PartRuns.Width);
            var number = here.FindUp((int)(page - low));
            if (number == here.Runs.Length || here.Runs[number].Start > page - low)
                return page;

            page = low + here.Runs[number].End;
            if (page < low + PartRuns.Width)
                return page;
        }

        return page;
    }

    /// <summary>The lowest page of the run that this page of the kind lies in.</summary>
    public long StartOf(long page)
    {
        for (var part = page / PartRuns.Width; ; part--)
        {
            var (here, low) = (this[part], part * PartRuns.Width);
            page = low + here.Runs[here.FindUp((int)(page - low))].Start;
            if (page > low || part == 0 || this[part - 1].Highest == 0)
                return page;

            page = low - 1;
        }
    }

    /// <summary>The highest page of the kind that is not above this one, or −1.</summary>
    public long AtOrBelow(long page)
    {
        for (var part = Math.Min(page / PartRuns.Width, Parts - 1); page >= 0 && part >= 0; part--)
        {
            var (here, low) = (this[part], part * PartRuns.Width);
            var inside = (int)Math.Min(page - low, PartRuns.Width - 1);
            var number = here.FindUp(inside);
            if (number < here.Runs.Length && here.Runs[number].Start <= inside)
                return low + inside;

            if (number > 0)
                return low + here.Runs[number - 1].End - 1;
        }

        return -1;
    }
}
