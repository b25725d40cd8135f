using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// The second half of vm_pageout_scan: takes ACTIVE from its head until enough pages have become inactive. Pages used
/// since the last visit gain activity and go to the tail; the others lose some, and when it is used up, they go.
/// </summary>
/// <remarks>Kernel notes §5.</remarks>
internal sealed class ActiveScan(KernelMemory memory, DaemonSettings settings, ActorId thread) : ActiveWalk(memory, settings, thread)
{
    public void Begin(ref DaemonWork work)
    {
        var meter = Memory.Meter;
        work.At = DaemonStep.Active;
        work.PageShortage = Memory.PagingTarget + Memory.Thresholds.InactiveTarget - meter.InactiveCount + work.PagesLeftAlone;
        work.ScansLeft = meter.ActiveCount;
        work.Next = Memory.FirstOf(PageQueue.Active);
    }

    protected override bool MayGoOn(ref DaemonWork work) => work.ScansLeft-- > 0 && work.PageShortage > 0;

    protected override void Judge(ref DaemonWork work, PageIndex page)
    {
        Memory.CountScanned();
        var isUsed = Memory.Object(work.Object).RefCount != 0;
        var references = isUsed ? Activity.Take(Memory, page) : 0;
        Memory.ClearReferenced(page);
        if (references != 0)
        {
            Memory.Requeue(page);
            return;
        }

        Activity.Decline(Memory, page);
        if (!Settings.IgnoresActivity && isUsed && Memory[page].ActCount != 0)
        {
            Memory.Requeue(page);
            return;
        }

        work.PageShortage--;
        if (!isUsed)
            Memory.PmapRemoveAll(page);

        if (!isUsed && Memory[page].Dirty == 0)
            Memory.Cache(page);
        else
            Memory.Deactivate(page);
    }
}
