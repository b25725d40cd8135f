using ActorVm.Messages;

namespace ActorVm.Actors;

// What vm_zeroidle.c does with the free queues; nothing but the free mutex is needed. Kernel notes §7.
public sealed partial class KernelMemory
{
    /// <summary>At least 4/5 of FREE is known to be zero: pagezero may sleep.</summary>
    internal bool HasEnoughZeroed => counters.ZeroCount >= counters.FreeCount * 4 / 5;

    /// <summary>Less than 2/3 of FREE is known to be zero: pagezero must wake.</summary>
    internal bool NeedsZeroing => counters.ZeroCount < counters.FreeCount * 2 / 3;

    /// <summary>Takes the first page of a colour off FREE, unless it is zero already: then so are all behind it.</summary>
    internal PageIndex TakeUnzeroed(int colour)
    {
        var page = FirstOf(PageQueue.Free, colour);
        if (page.IsNone || this[page].Has(PageFlags.Zero))
            return PageIndex.None;

        DequeueWithoutWakeup(page);
        return page;
    }

    /// <summary>Puts a page that was cleared at the tail of FREE.</summary>
    internal void PutZeroed(PageIndex page)
    {
        this[page] = this[page].With(PageFlags.Zero);
        Enqueue(PageQueue.Free, page);
        Counters.ZeroCount++;
    }
}
