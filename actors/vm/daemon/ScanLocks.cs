using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Whether a scan got the object lock of a page.</summary>
internal enum ObjectLock : byte
{
    Had,

    /// <summary>Not to be had, or something changed while waiting.</summary>
    Missed,

    /// <summary>The page-queue mutex is dropped until it is.</summary>
    Waits,
}

/// <summary>
/// How a page scan takes the lock of a page's object while it holds the page queues, against the lock order: by trying.
/// In 2004 that was all. Later it falls back: puts a marker behind the page, drops the page queues, waits for the object,
/// and gives the page up only if the page, its queue, its object or its neighbour changed meanwhile.
/// </summary>
/// <remarks>Kernel notes §5; vm_pageout_fallback_object_lock.</remarks>
internal sealed class ScanLocks(KernelMemory memory, DaemonProfile profile, ActorId thread)
{
    /// <summary>The scan's own place is marker 0.</summary>
    private readonly PageIndex marker = memory.MarkerOf(1);

    /// <summary>Takes the lock of the object of <see cref="DaemonWork.Page"/>.</summary>
    public ObjectLock Take(ref DaemonWork work)
    {
        work.Object = memory.OwnerOf(work.Page).Object;
        if (memory.TryLock(work.Object, thread))
            return Told(work.Page, ObjectLock.Had);

        if (profile == DaemonProfile.D2004)
            return Told(work.Page, ObjectLock.Missed);

        memory.PlaceMarkerBehind(work.Page, marker);
        work.IsLockingObject = true;
        return ObjectLock.Waits;
    }

    /// <summary>The object is locked and the page queues are ours again: the page behind the marker is next, whatever came of it.</summary>
    public ObjectLock Resume(ref DaemonWork work, PageQueue queue)
    {
        var isUnchanged = memory[work.Page].Queue == queue
            && memory.OwnerOf(work.Page).Object == work.Object
            && memory.NextOf(work.Page) == marker;
        work.Next = memory.NextOf(marker);
        memory.RemoveMarker(queue, marker);
        work.IsLockingObject = false;
        return Told(work.Page, isUnchanged ? ObjectLock.Had : ObjectLock.Missed);
    }

    private ObjectLock Told(PageIndex page, ObjectLock taken)
    {
        memory.Trace?.Happened(taken == ObjectLock.Had ? KernelEvent.Reached : KernelEvent.PassedOver, page.Value);
        return taken;
    }
}
