using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// A program running: touches page after page. A page that is mapped, writeable if need be, only has its reference and
/// modified bits set; anything else is a fault, and the program stops where the fault sleeps.
/// </summary>
/// <remarks>Kernel notes §8.</remarks>
internal sealed class Toucher(KernelMemory memory, TouchPlan plan, VmFault fault, IOutbox outbox, PageTrace? trace = null)
{
    /// <summary>Touches made in this step, for their cost.</summary>
    public int Touches { get; private set; }

    /// <summary>Faults begun in this step.</summary>
    public int Faults { get; private set; }

    public FaultStop Continue(ref TouchWork work)
    {
        var patterns = new TouchPatterns(plan, work.Random, work.Cursor, trace);
        var stop = work.At == FaultStep.None ? FaultStop.Done : fault.Continue(ref work);
        while (stop == FaultStop.Done && work.TouchesLeft > 0)
        {
            var (page, isWrite) = patterns.Next(outbox);
            var area = 0;
            while (page >= plan.Areas[area].Pages)
                page -= plan.Areas[area++].Pages;

            work.TouchesLeft--;
            Touches++;
            if (!TouchMapped(plan.Areas[area].Object, page, isWrite))
                stop = Fault(ref work, plan.Areas[area].Object, page, isWrite);
        }

        work.Random = patterns.Random;
        work.Cursor = patterns.Cursor;
        return stop;
    }

    // What the processor does by itself.
    private bool TouchMapped(ObjectId id, int offset, bool isWrite)
    {
        var page = memory.Lookup(id, offset);
        if (page.IsNone)
            return false;

        var state = memory[page];
        if ((state.Pmap & PmapFlags.Mapped) == 0 || (isWrite && !state.Has(PageFlags.Writeable)))
            return false;

        var isKnown = state.PmapReferences != 0 && (!isWrite || state.IsModified);
        if (!isKnown)
            memory[page] = (isWrite ? state.WithPmap(PmapFlags.Modified) : state) with { PmapReferences = 1 };

        return true;
    }

    private FaultStop Fault(ref TouchWork work, ObjectId id, int offset, bool isWrite)
    {
        Faults++;
        work.Faults++;
        (work.Object, work.Offset, work.IsWrite) = (id, offset, isWrite);
        work.At = FaultStep.Look;
        return fault.Continue(ref work);
    }
}
