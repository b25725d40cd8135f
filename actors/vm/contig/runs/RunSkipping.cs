using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// The walk of 1.37 to 1.51, run by run. It looks at a window from its high end, and after a conflict goes on with the window
/// that ends right below it. While the high end lies between two runs it goes down page by page, and every page of the kind at
/// the low end costs one look more.
/// </summary>
/// <remarks>Kernel notes §9.3.</remarks>
internal struct RunSkipping(KernelMemory memory, PageRuns runs, CandidateGrid grid, int pages)
{
    private long position;

    /// <summary>Pages looked at.</summary>
    public long Examined { get; private set; }

    /// <summary>Where the walk set out after its last conflict.</summary>
    public long Began { get; private set; }

    /// <summary>
    /// The first window from <paramref name="from"/> down; where the walk ended if there is none: −1, or less if it left the
    /// page array at its low end.
    /// </summary>
    public (bool IsFound, long Start) Down(long from)
    {
        for (position = Began = from; NextCandidate() is >= 0 and var start;)
        {
            Examined += position - start + 1;
            position = Began = start - 1;
            var top = start + pages - 1;
            var last = runs.AtOrBelow(top);
            if (last < top)
            {
                SkipUntilTopIsAt(last, start);
                continue;
            }

            var run = runs.StartOf(top);
            if (run <= start)
            {
                Examined += pages - 1;
                return (true, start);
            }

            // The page above a hole does not follow the one below it.
            var conflict = memory[new PageIndex((int)run - 1)].IsHole ? run : run - 1;
            Examined += top - conflict + 1;
            position = Began = conflict - pages;
        }

        Examined += Math.Max(position + 1, 0);
        return (false, Math.Min(position, -1));
    }

    // The highest page that may be the first of a window.
    private readonly long NextCandidate()
    {
        var page = Math.Min(position, grid.Highest);
        while (page >= grid.Lowest)
        {
            var candidate = grid.AtOrBelow(page);
            page = candidate < 0 ? -1 : runs.AtOrBelow(candidate);
            if (page == candidate)
                return page >= grid.Lowest ? page : -1;
        }

        return -1;
    }

    // As the high end moves down to the next run, each candidate at the low end finds its conflict at once.
    private void SkipUntilTopIsAt(long last, long start)
    {
        var next = Math.Max(last - pages + 1, -1);
        Examined += 1 + position - next;
        for (var page = start - 1; page > next && page >= grid.Lowest;)
        {
            var top = runs.AtOrBelow(page);
            if (top <= next || top < grid.Lowest)
                break;

            var low = Math.Max(Math.Max(runs.StartOf(top), next + 1), grid.Lowest);
            var candidates = grid.Count(low, top);
            Examined += candidates;
            Began = candidates == 0 ? Began : grid.AtOrAbove(low) - 1;
            page = low - 1;
        }

        position = next;
    }
}
