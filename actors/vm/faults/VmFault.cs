using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Why a page fault stopped running.</summary>
internal enum FaultStop : byte
{
    /// <summary>It has not: the page is mapped.</summary>
    Done,
    SleepsOnPage,
    WaitsForMemory,
    ReadsPage,
    NeedsPageQueues,
    NeedsObject,
}

/// <summary>
/// vm_fault. A resident page leaves whatever queue it is on and is made busy; an absent one is allocated, unless memory is
/// severely short, and read or filled with zeroes. At the end it is mapped, activated, and no longer busy. A page from
/// FREE needs the free mutex only: it can be taken while another thread has the page-queue mutex.
/// </summary>
/// <remarks>Kernel notes §8, §2.1, §4, §9.6.</remarks>
internal sealed class VmFault(KernelMemory memory, ActorId thread, bool mayTakePageQueues)
{
    /// <summary>Pages cleared in this step, for their cost.</summary>
    public int Zeroed { get; private set; }

    /// <summary>Runs until the next sleep, or to the end.</summary>
    public FaultStop Continue(ref TouchWork work)
    {
        while (true)
        {
            if (memory.IsLockedByOther(work.Object, thread))
                return FaultStop.NeedsObject;

            if (work.At is FaultStep.WaitForMemory or FaultStep.Finish && !mayTakePageQueues)
                return FaultStop.NeedsPageQueues;

            var stop = work.At switch
            {
                FaultStep.Look => Look(ref work),
                FaultStep.WaitForMemory => WaitForMemory(ref work),
                FaultStep.Read => Read(ref work),
                FaultStep.ZeroFill => ZeroFill(ref work),
                _ => Finish(ref work),
            };
            if (stop != FaultStop.Done || work.At == FaultStep.None)
                return stop;
        }
    }

    private FaultStop Look(ref TouchWork work)
    {
        work.Page = memory.Lookup(work.Object, work.Offset);
        return work.Page.IsNone ? Allocate(ref work) : TakeResident(ref work);
    }

    private FaultStop TakeResident(ref TouchWork work)
    {
        if (!mayTakePageQueues)
            return FaultStop.NeedsPageQueues;

        var state = memory[work.Page];
        if (state.IsBusy)
            return FaultStop.SleepsOnPage;

        memory.DequeueWithoutWakeup(work.Page);
        if (state.Queue == PageQueue.Cache && memory.IsSevere)
        {
            memory.Activate(work.Page);
            work.At = FaultStep.WaitForMemory;
            return FaultStop.Done;
        }

        memory.SetBusy(work.Page);
        work.At = state.Valid == PageState.AllBits ? FaultStep.Finish : FaultStep.Read;
        return FaultStop.Done;
    }

    private FaultStop Allocate(ref TouchWork work)
    {
        if (!memory.IsSevere)
        {
            if (!mayTakePageQueues && !memory.MayTakeFree(AllocationClass.Normal))
                return FaultStop.NeedsPageQueues;

            var isAnonymous = memory.Object(work.Object).Type != ObjectType.Vnode;
            work.Page = memory.Allocate(work.Object, work.Offset, AllocationClass.Normal, thread, wantZero: isAnonymous);
        }

        work.At = work.Page.IsNone ? FaultStep.WaitForMemory : FaultStep.Read;
        return FaultStop.Done;
    }

    // vm_waitpfault; afterwards everything is looked at anew.
    private FaultStop WaitForMemory(ref TouchWork work)
    {
        memory.WaitForMemory();
        work.At = FaultStep.Look;
        return FaultStop.WaitsForMemory;
    }

    private FaultStop Read(ref TouchWork work)
    {
        if (memory.Object(work.Object).Type is ObjectType.Swap or ObjectType.Vnode)
            return FaultStop.ReadsPage;

        work.At = FaultStep.ZeroFill;
        return FaultStop.Done;
    }

    private FaultStop ZeroFill(ref TouchWork work)
    {
        if (!memory[work.Page].Has(PageFlags.Zero))
            Zeroed++;

        work.At = FaultStep.Finish;
        return FaultStop.Done;
    }

    private FaultStop Finish(ref TouchWork work)
    {
        var state = memory[work.Page].Without(PageFlags.Zero).WithPmap(PmapFlags.Mapped);
        if (work.IsWrite)
            state = state.With(PageFlags.Writeable).WithPmap(PmapFlags.Modified);

        memory[work.Page] = state with { Valid = PageState.AllBits, PmapReferences = 1 };
        var target = memory.Object(work.Object);
        if (work.IsWrite && target.Type == ObjectType.Vnode)
            memory.Change(work.Object, target with { IsWriteable = true, MightBeDirty = true });

        memory.Activate(work.Page);
        memory.ClearBusy(work.Page);
        work = new TouchWork { TouchesLeft = work.TouchesLeft, Faults = work.Faults, Random = work.Random, Cursor = work.Cursor };
        return FaultStop.Done;
    }
}
