using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// How contigmalloc empties queues page by page when it finds no window: one page a call, always from the head of INACTIVE,
/// then of ACTIVE, as many calls as it may spend on each; then the pass is over.
/// </summary>
/// <remarks>Kernel notes §9.2. The budget is calls and not pages, so one page at the head can absorb it (H4).</remarks>
internal sealed class QueueLaundering(KernelMemory memory, KernelRevision revision, ContigLaunderer launderer)
{
    /// <summary>So many calls for each queue.</summary>
    public static void Begin(ref ContigWork work, int inactiveMax, int activeMax)
    {
        work.InactiveSpent = work.ActiveSpent = 0;
        (work.InactiveMax, work.ActiveMax) = (inactiveMax, activeMax);
        work.At = ContigStep.LaunderInactive;
    }

    public Stop Continue(ref ContigWork work) => work.At switch
    {
        ContigStep.LaunderInactive => LaunderInactive(ref work),
        ContigStep.LaunderActive => LaunderActive(ref work),
        _ => ContinueLaundering(ref work),
    };

    private Stop LaunderInactive(ref ContigWork work)
    {
        if (work.InactiveSpent >= work.InactiveMax)
        {
            work.At = ContigStep.LaunderActive;
            return Stop.Done;
        }

        work.At = ContigStep.LaunderedInactive;
        return LaunderFrom(ref work, memory.FirstOf(PageQueue.Inactive));
    }

    private Stop LaunderActive(ref ContigWork work)
    {
        if (work.ActiveSpent >= work.ActiveMax)
            return EndPass(ref work);

        work.At = ContigStep.LaunderedActive;
        return LaunderFrom(ref work, memory.FirstOf(PageQueue.Active));
    }

    // vm_contig_launder: the first page from here on whose object can be had.
    private Stop LaunderFrom(ref ContigWork work, PageIndex page)
    {
        while (!page.IsNone)
        {
            if (memory.IsMarker(page))
            {
                page = memory.NextOf(page);
                continue;
            }

            memory.Examined++;
            var next = memory.NextOf(page);
            var stop = launderer.Launder(ref work, page);
            if (stop != Stop.Done || (work.Launder.Result != LaunderResult.Again && !revision.LaundersWithoutEnd))
                return stop; // before 1.35 it went on after a page that could be cached at once

            page = next;
        }

        work.Launder = new LaunderWork { Result = LaunderResult.Again }; // the end of the queue: nothing done
        return Stop.Done;
    }

    private Stop ContinueLaundering(ref ContigWork work)
    {
        if (work.Launder.At != LaunderStep.Idle && launderer.Continue(ref work) is var stop && stop != Stop.Done)
            return stop;

        var isHandled = work.Launder.Result == LaunderResult.Handled
            || (work.Launder.Result == LaunderResult.Busy && revision.LaundersWithoutEnd);
        var isInactive = work.At == ContigStep.LaunderedInactive;
        work.Launder = default;
        if (isHandled)
        {
            work.InactiveSpent += isInactive ? 1 : 0;
            work.ActiveSpent += isInactive ? 0 : 1;
            work.At = ContigStep.LaunderInactive; // always INACTIVE first again
            return Stop.Done;
        }

        if (!isInactive)
            return EndPass(ref work);

        work.At = ContigStep.LaunderActive;
        return Stop.Done;
    }

    private static Stop EndPass(ref ContigWork work)
    {
        work.Pass++;
        work.At = ContigStep.Pass;
        return Stop.Done;
    }
}
