using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>A place for a request, and how many pages of it must be written or waited for.</summary>
internal readonly record struct Window(long Start, int Cost);

/// <summary>Finds the cheapest window that comes after the one tried last: one walk down the page array.</summary>
internal sealed class WindowSearch(KernelMemory memory)
{
    /// <summary>Free, or on a queue and not held. A busy one is worth waiting for.</summary>
    public static bool MayTake(PageState page) =>
        page.Queue == PageQueue.Free
        || (page.Queue is PageQueue.Cache or PageQueue.Inactive or PageQueue.Active && page.HoldCount == 0);

    /// <summary>In order of cost, then from high to low; null when all have been tried in this round.</summary>
    public Window? FindNext(in ContigWork work)
    {
        if (memory.SearchesByRuns && work.Cost <= 0 && FindCostless(work) is var costless && (costless is not null || work.MustNotSleep))
        {
            memory.Examined += memory.Length;
            return costless;
        }

        Window? best = null;
        var (length, cost) = (0, 0);
        for (var page = new PageIndex(memory.Length - 1); page.Value >= 0; page -= 1)
        {
            memory.Examined++;
            if (!IsUsable(work, page))
            {
                (length, cost) = (0, 0);
                continue;
            }

            length++;
            cost += CostOf(page);
            if (length > work.Pages)
                cost -= CostOf(page + work.Pages);

            var window = new Window(page.Value, cost);
            if (length >= work.Pages && IsAfter(work, window) && (best is null || cost < best.Value.Cost) && Fits(work, page))
                best = window;
        }

        return best;
    }

    private Window? FindCostless(in ContigWork work)
    {
        var search = new RunSearch(memory.RunsOf(PageKind.Costless), new CandidateGrid(memory, work), work.Pages);
        var found = search.Down(work.Cost == 0 ? work.Start - 1 : memory.Length - 1);
        return found.Start < 0 ? null : new Window(found.Start, 0);
    }

    private static bool IsAfter(in ContigWork work, Window window) =>
        window.Cost > work.Cost || (window.Cost == work.Cost && window.Start < work.Start);

    private static bool Fits(in ContigWork work, ulong address) =>
        address >= work.Low && address + ContigSearch.SizeOf(work) <= work.High && ContigSearch.IsAligned(work, address);

    private bool Fits(in ContigWork work, PageIndex page) => Fits(work, (ulong)memory.AddressOf(page));

    private bool IsUsable(in ContigWork work, PageIndex page)
    {
        var state = memory[page];
        return MayTake(state) && !state.IsHole && !(work.MustNotSleep && CostOf(page) != 0);
    }

    /// <summary>1 for a page to be written or waited for.</summary>
    public static int CostOf(PageState page) =>
        page.IsBusy ? 1 : page.IsFreeOrCache || (page.Dirty == 0 && !page.IsModified) ? 0 : 1;

    private int CostOf(PageIndex page) => CostOf(memory[page]);
}
