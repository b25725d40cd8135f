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
        var due = work.TouchesLeft;
        while (stop == FaultStop.Done && work.TouchesLeft > 0)
            stop = TouchUntilFault(ref work, ref patterns);

        Touches += due - work.TouchesLeft;
        work.Random = patterns.Random;
        work.Cursor = patterns.Cursor;
        return stop;
    }

    private FaultStop TouchUntilFault(ref TouchWork work, ref TouchPatterns patterns)
    {
        var drawing = patterns;
        var areas = plan.Areas.AsSpan();
        for (var left = work.TouchesLeft; left > 0; left--)
        {
            var (page, isWrite) = drawing.Next(outbox);
            var area = 0;
            while (page >= areas[area].Pages)
                page -= areas[area++].Pages;

            if (memory.Touch(areas[area].Object, page, isWrite))
                continue;

            (work.TouchesLeft, patterns) = (left - 1, drawing);
            return Fault(ref work, areas[area].Object, page, isWrite);
        }

        (work.TouchesLeft, patterns) = (0, drawing);
        return FaultStop.Done;
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
