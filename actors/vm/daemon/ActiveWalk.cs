using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>A walk over ACTIVE from its head, page by page, each with its object locked; markers are passed by.</summary>
/// <remarks>Kernel notes §5.</remarks>
internal abstract class ActiveWalk(KernelMemory memory, DaemonSettings settings, ActorId thread)
{
    private readonly ScanLocks locks = new(memory, settings.Profile, thread);

    protected KernelMemory Memory => memory;

    protected DaemonSettings Settings => settings;

    /// <summary>Runs until the locks are dropped, or to the end.</summary>
    public DaemonStop Continue(ref DaemonWork work)
    {
        var stop = work.IsLockingObject ? TakeLock(ref work, locks.Resume(ref work, PageQueue.Active)) : DaemonStop.Done;
        while (stop == DaemonStop.Done && !work.Next.IsNone && MayGoOn(ref work))
        {
            work.Page = work.Next;
            work.Next = memory.NextOf(work.Page);
            if (!memory.IsMarker(work.Page))
                stop = TakeLock(ref work, locks.Take(ref work));
        }

        return stop;
    }

    /// <summary>Is one more page to be visited?</summary>
    protected abstract bool MayGoOn(ref DaemonWork work);

    /// <summary>The page's object is locked, the page itself neither busy nor held.</summary>
    protected abstract void Judge(ref DaemonWork work, PageIndex page);

    private DaemonStop TakeLock(ref DaemonWork work, ObjectLock taken)
    {
        if (taken == ObjectLock.Waits)
            return DaemonStop.WaitsForObject;

        if (taken == ObjectLock.Missed)
            return DaemonStop.Done;

        if (memory[work.Page].IsBusy || memory[work.Page].HoldCount != 0)
            memory.Requeue(work.Page);
        else
            Judge(ref work, work.Page);

        return DaemonStop.Done;
    }
}
