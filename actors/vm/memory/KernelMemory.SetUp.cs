using ActorVm.Messages;

namespace ActorVm.Actors;

// How a machine is made that has already run for a while.
public sealed partial class KernelMemory
{
    /// <summary>
    /// Puts a page, free since boot, where the placement says; to the tail of its queue, so the order of calls is the
    /// order of the queues.
    /// </summary>
    /// <exception cref="ArgumentException">The page is a hole or was placed before.</exception>
    public void Place(PageIndex page, in PagePlacement placement)
    {
        if (this[page].IsHole || this[page].Queue != PageQueue.Free || this[page].Has(PageFlags.Zero))
            throw new ArgumentException($"page {page.Value} is not free since boot", nameof(page));

        DequeueWithoutWakeup(page);
        this[page] = this[page] with
        {
            Flags = placement.Flags | (placement.IsZero ? PageFlags.Zero : PageFlags.None),
            Valid = placement.Object.IsNone ? (byte)0 : PageState.AllBits,
            Dirty = placement.IsDirty ? PageState.AllBits : (byte)0,
            Pmap = (placement.IsModified ? PmapFlags.Modified : 0) | (placement.IsMapped ? PmapFlags.Mapped : 0),
            HoldCount = (short)placement.HoldCount,
            Busy = (byte)placement.Busy,
            ActCount = (byte)placement.ActCount,
            PmapReferences = (byte)placement.PmapReferences,
        };
        if (!placement.Object.IsNone)
            InsertInObject(page, placement.Object, placement.Offset);

        if (placement.IsWired)
        {
            this[page] = this[page] with { WireCount = 1 };
            Counters.WireCount++;
        }

        if (placement.IsZero)
            Counters.ZeroCount++;

        if (placement.Queue != PageQueue.None)
            Enqueue(placement.Queue, page);
    }

    /// <summary>Allocations failed to get so many pages before the first step.</summary>
    public void StartWithDeficit(int pages) => Counters.PageoutDeficit = pages;

    /// <summary>Pages of a queue from head to tail, without markers.</summary>
    public IEnumerable<PageIndex> PagesOf(PageQueue queue, int colour = 0)
    {
        for (var page = FirstOf(queue, colour); !page.IsNone; page = NextOf(page))
        {
            if (!IsMarker(page))
                yield return page;
        }
    }
}
