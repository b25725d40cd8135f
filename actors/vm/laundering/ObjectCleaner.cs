using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Why kernel code stopped running: where locks are dropped.</summary>
internal enum Stop : byte
{
    /// <summary>It has not: the function returned.</summary>
    Done,
    SleepsOnPage,
    PutsPages,
    CleansObject,
    Cleaned,
    AtFreeMutex,
    Spins,
    Exhausted,
    Claimed,
}

/// <summary>
/// vm_object_page_clean: writes every dirty page of a file. First in index order, as long as there are dirty pages to be
/// met; unless that covered an object which has grown since, then once more over all pages resident by now.
/// Each run is built around a dirty page, forward first, and written synchronously.
/// </summary>
/// <remarks>Kernel notes §6. The object is no longer MIGHTBEDIRTY afterwards, even if some page could not be written.</remarks>
internal sealed class ObjectCleaner(KernelMemory memory)
{
    private PageIndex sleepsOn;
    private PutPages? put;

    /// <summary>The page the thread sleeps on, after <see cref="Stop.SleepsOnPage"/>.</summary>
    public PageIndex SleepsOn => sleepsOn;

    /// <summary>What to tell the pager, after <see cref="Stop.PutsPages"/>.</summary>
    public PutPages Put => put!;

    /// <summary>Starts; nothing to do unless it is a file that might be dirty.</summary>
    public static CleanWork Begin(KernelMemory memory, ObjectId id)
    {
        var target = memory.Object(id);
        if (target.Type != ObjectType.Vnode || !target.MightBeDirty)
            return default;

        memory.Change(id, target with { Generation = 1 });
        var allowed = Math.Max(16, target.ResidentPages / 8);
        return new CleanWork
        {
            At = CleanStep.Sequential,
            Object = id,
            End = target.Size,
            IsSequential = true,
            MissesAllowed = allowed,
            MissesLeft = allowed,
        };
    }

    /// <summary>Runs until the next sleep, or to the end: then <see cref="CleanWork.At"/> is Idle again.</summary>
    public Stop Continue(ref CleanWork work)
    {
        var (isCleaning, cleaned) = (work.At != CleanStep.Idle, work.Object);
        while (true)
        {
            switch (work.At)
            {
                case CleanStep.Idle:
                    if (isCleaning)
                        memory.Change(cleaned, memory.Object(cleaned) with { Generation = 0 });

                    return Stop.Done;
                case CleanStep.Sequential:
                    if (FindDirtyInOrder(ref work) && Flush(ref work) is var sequential && sequential != Stop.Done)
                        return sequential;

                    break;
                case CleanStep.Protect:
                    ProtectAll(ref work);
                    break;
                case CleanStep.Rescan:
                    work.Generation = memory.Object(work.Object).Generation;
                    work.Next = memory.NextResident(work.Object, 0);
                    work.Page = PageIndex.None;
                    work.At = CleanStep.Walk;
                    break;
                case CleanStep.Walk:
                    if (FindMarkedDirty(ref work) && Flush(ref work) is var walk && walk != Stop.Done)
                        return walk;

                    break;
                case CleanStep.Asleep:
                    if (WakeUp(ref work) && Flush(ref work) is var awake && awake != Stop.Done)
                        return awake;

                    break;
                default:
                    FinishRun(ref work);
                    break;
            }
        }
    }

    // The next dirty page at or after Scan; false when the attempt is over.
    private bool FindDirtyInOrder(ref CleanWork work)
    {
        for (; work.Scan < work.End; work.Scan++)
        {
            work.Generation = memory.Object(work.Object).Generation;
            work.Page = memory.Lookup(work.Object, work.Scan);
            if (!work.Page.IsNone && IsDirty(work.Page))
            {
                work.MissesLeft = work.MissesAllowed;
                return true;
            }

            if (--work.MissesLeft == 0)
                break;
        }

        var hasGrown = work.Scan >= work.End && work.End < memory.Object(work.Object).Size;
        work = hasGrown ? default : work with { At = CleanStep.Protect };
        return false;
    }

    private void ProtectAll(ref CleanWork work)
    {
        for (var at = memory.NextResident(work.Object, 0); at >= 0; at = memory.NextResident(work.Object, at + 1))
        {
            var page = memory.Lookup(work.Object, at);
            memory[page] = memory[page].With(PageFlags.CleanChk);
            memory.WriteProtect(page);
        }

        var target = memory.Object(work.Object);
        if (work.End == target.Size)
            memory.Change(work.Object, target with { IsWriteable = false, MightBeDirty = false });

        work.IsSequential = false;
        work.At = CleanStep.Rescan;
    }

    // The page to write next: the current one if the last run led to it, else the next of the list that needs it.
    private bool FindMarkedDirty(ref CleanWork work)
    {
        while (true)
        {
            if (work.Page.IsNone)
            {
                if (work.Next < 0)
                {
                    work = default;
                    return false;
                }

                work.Page = memory.Lookup(work.Object, work.Next);
                work.Next = memory.NextResident(work.Object, work.Next + 1);
            }

            if (memory[work.Page].Has(PageFlags.CleanChk) && memory.OwnerOf(work.Page).Offset < work.End && IsDirty(work.Page))
                return true;

            memory[work.Page] = memory[work.Page].Without(PageFlags.CleanChk);
            work.Page = PageIndex.None;
        }
    }

    private bool WakeUp(ref CleanWork work)
    {
        if (memory.Object(work.Object).Generation == work.Generation)
            return true;

        work.At = work.IsSequential ? CleanStep.Sequential : CleanStep.Rescan;
        return false;
    }

    // vm_object_page_collect_flush
    private Stop Flush(ref CleanWork work)
    {
        if (memory[work.Page].IsBusy)
        {
            memory.Trace?.Happened(KernelEvent.Sleep, work.Page.Value);
            work.At = CleanStep.Asleep;
            sleepsOn = work.Page;
            return Stop.SleepsOnPage;
        }

        var at = memory.OwnerOf(work.Page).Offset;
        var limit = memory.Thresholds.PageoutPageCount;
        work.Ahead = CountRun(work, at, +1, limit);
        work.Behind = CountRun(work, at, -1, limit - work.Ahead);

        var run = ImmutableArray.CreateBuilder<PageIndex>(work.Behind + 1 + work.Ahead);
        for (var offset = at - work.Behind; offset <= at + work.Ahead; offset++)
        {
            var page = memory.Lookup(work.Object, offset);
            memory[page] = memory[page].Without(PageFlags.CleanChk);
            run.Add(page);
        }

        work.At = CleanStep.Flushing;
        put = Pageout.Begin(memory, run.MoveToImmutable(), isSync: true);
        return Stop.PutsPages;
    }

    private int CountRun(in CleanWork work, int at, int direction, int limit)
    {
        for (var length = 0; ; length++)
        {
            var page = length + 1 < limit ? memory.Lookup(work.Object, at + direction * (length + 1)) : PageIndex.None;
            if (page.IsNone || memory[page].IsBusy || (!work.IsSequential && !memory[page].Has(PageFlags.CleanChk)))
                return length;

            if (!IsDirty(page))
            {
                memory[page] = memory[page].Without(PageFlags.CleanChk);
                return length;
            }
        }
    }

    // What stayed dirty is marked again, and the scan goes on behind what was really written.
    private void FinishRun(ref CleanWork work)
    {
        var at = memory.OwnerOf(work.Page).Offset;
        var written = work.Ahead;
        for (var offset = at - work.Behind; offset <= at + work.Ahead; offset++)
        {
            var page = memory.Lookup(work.Object, offset);
            if (page.IsNone || (memory[page].Dirty & memory[page].Valid) == 0)
                continue;

            memory.WriteProtect(page);
            memory[page] = memory[page].With(PageFlags.CleanChk);
            if (offset > at)
                written = Math.Min(written, offset - at - 1);
        }

        if (work.IsSequential)
        {
            work.Scan += written + 1;
            work.At = CleanStep.Sequential;
        }
        else if (memory.Object(work.Object).Generation != work.Generation)
        {
            work.At = CleanStep.Rescan;
        }
        else
        {
            work.Page = memory.Lookup(work.Object, at + written + 1);
            work.At = CleanStep.Walk;
        }
    }

    private bool IsDirty(PageIndex page)
    {
        if (memory[page].Valid == 0 || memory[page].Queue == PageQueue.Cache)
            return false;

        memory.TestDirty(page);
        return (memory[page].Dirty & memory[page].Valid) != 0;
    }
}
