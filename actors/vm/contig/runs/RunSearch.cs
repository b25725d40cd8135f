namespace ActorVm.Actors;

/// <summary>What a search came to.</summary>
/// <param name="Start">First page of the window found, or −1.</param>
/// <param name="Looks">Looks at further pages of windows that turned out to be too short.</param>
/// <param name="LastVain">Where the last of these windows began, or −1.</param>
internal readonly record struct RunFound(long Start, long Looks, long LastVain)
{
    public static readonly RunFound Nothing = new(-1, 0, -1);
}

/// <summary>
/// Finds the window that a walk from page to page finds, and how many looks that walk takes, run by run: in a run that ends at
/// page e a window of n pages may begin up to e − n, and one that begins at a page s behind that is found to be too short after
/// e − s looks. Where all runs of 1024 pages are too short only their sum is taken.
/// </summary>
internal readonly struct RunSearch(PageRuns runs, CandidateGrid grid, int pages)
{
    private const int Width = PartRuns.Width;

    /// <summary>The highest window that begins at <paramref name="from"/> or below.</summary>
    public RunFound Down(long from)
    {
        var found = RunFound.Nothing;
        var (low, end) = (-1L, 0L);
        for (var high = grid.AtOrBelow(Math.Min(from, grid.Highest)); high >= grid.Lowest && found.Start < 0; high = grid.AtOrBelow(low - 1))
        {
            var here = runs[high / Width];
            end = high == low - 1 || here.Longest == 0 ? end : runs.EndAbove(high + 1, high + pages);
            low = high / Width * Width;
            if (IsVain(here, low, high, end))
                found = found with { Looks = found.Looks + here.Distances + here.Highest * (end - low - Width) };
            else
                found = DownIn(here, low, high, end, found);

            end = here.Lowest == Width ? end : low + here.Lowest;
        }

        return found;
    }

    /// <summary>The lowest window that begins at <paramref name="from"/> or above, but below <paramref name="to"/>.</summary>
    public RunFound Up(long from, long to)
    {
        var found = RunFound.Nothing;
        var (high, end) = (Math.Min(grid.Highest, to - 1), 0L);
        for (var low = grid.AtOrAbove(Math.Max(from, grid.Lowest)); low <= high && found.Start < 0;)
        {
            var (here, edge) = (runs[low / Width], (low / Width + 1) * Width);
            if (here.Highest > 0 && end <= edge)
                end = runs.EndAbove(edge);

            if (low == edge - Width && edge - 1 <= high && IsVain(here, low, edge - 1, end))
                found = new(-1, found.Looks + here.Distances + here.Highest * (end - edge), here.Longest > 0 ? low + here.Runs[^1].End - 1 : found.LastVain);
            else
                found = UpIn(here, low, high, end, found);

            low = grid.AtOrAbove(edge);
        }

        return found;
    }

    // Is no window of the whole part long enough, and every page of a run the beginning of one?
    private bool IsVain(PartRuns here, long low, long high, long end) =>
        here.Longest == 0
        || (grid.IsDense && low >= grid.Lowest && high == low + Width - 1
            && here.Longest < pages && (here.Highest == 0 || here.Highest + end - low - Width < pages));

    private RunFound DownIn(PartRuns here, long low, long high, long end, RunFound found)
    {
        for (var number = here.Runs.Length - 1; number >= 0; number--)
        {
            var run = here.Runs[number];
            var (first, last) = (Math.Max(low + run.Start, grid.Lowest), Math.Min(low + run.End - 1, high));
            var runEnd = run.End == Width ? end : low + run.End;
            var start = first > last ? -1 : grid.AtOrBelow(Math.Min(last, runEnd - pages));
            if (start >= first)
                return found with { Start = start, Looks = found.Looks + grid.Distances(start + 1, last, runEnd) };

            found = found with { Looks = found.Looks + grid.Distances(first, last, runEnd) };
        }

        return found;
    }

    private RunFound UpIn(PartRuns here, long low, long high, long end, RunFound found)
    {
        var edge = low / Width * Width;
        for (var number = here.FindUp((int)(low - edge)); number < here.Runs.Length; number++)
        {
            var run = here.Runs[number];
            var (first, last) = (Math.Max(edge + run.Start, low), Math.Min(edge + run.End - 1, high));
            var runEnd = run.End == Width ? end : edge + run.End;
            var start = grid.AtOrAbove(first);
            if (start > last)
                continue;

            if (start <= runEnd - pages)
                return found with { Start = start };

            found = new(-1, found.Looks + grid.Distances(start, last, runEnd), grid.AtOrBelow(last));
        }

        return found;
    }
}
