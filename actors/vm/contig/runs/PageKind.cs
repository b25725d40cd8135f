namespace ActorVm.Actors;

/// <summary>Which pages a search takes, as far as the page alone tells.</summary>
internal enum PageKind
{
    /// <summary>On FREE or CACHE: contigmalloc1, and the first pass of vm_page_alloc_contig.</summary>
    FreeOrCache,

    /// <summary>On ACTIVE or INACTIVE as well: the later passes.</summary>
    Unwired,

    /// <summary>The mended algorithm's pages that need neither a write nor a wait.</summary>
    Costless,

    /// <summary>On FREE, or on CACHE and neither held nor busy: vm_phys_alloc_contig.</summary>
    OnFreeLists,
}

/// <summary>Finds the runs of pages of one kind.</summary>
internal sealed class PageKindDigester(PageKind kind) : IDigester<PageState, PartRuns>
{
    private static readonly PageKindDigester[] Digesters = [.. Enum.GetValues<PageKind>().Select(kind => new PageKindDigester(kind))];

    public int Number => (int)kind;

    public int Count => Digesters.Length;

    public static PageKindDigester Of(PageKind kind) => Digesters[(int)kind];

    public PartRuns Digest(ReadOnlySpan<PageState> elements)
    {
        var runs = new List<PartRun>();
        for (var start = 0; start < elements.Length; start++)
        {
            var end = start;
            while (end < elements.Length && Takes(elements[end]))
                end++;

            if (end == start)
                continue;

            runs.Add(new PartRun((short)start, (short)end));
            start = end;
        }

        return new PartRuns([.. runs]);
    }

    private bool Takes(PageState page) => kind switch
    {
        PageKind.FreeOrCache => page.IsFreeOrCache,
        PageKind.Unwired => ContigSearch.IsAcceptable(page, mayLaunder: true),
        PageKind.Costless => WindowSearch.MayTake(page) && WindowSearch.CostOf(page) == 0,
        _ => page.Queue == PageQueue.Free || page is { Queue: PageQueue.Cache, HoldCount: 0, IsBusy: false },
    };
}
