using ActorVm.Messages;

namespace ActorVm.Actors;

// vm_pageq.c: the queues themselves. Kernel notes §2.
public sealed partial class KernelMemory
{
    /// <summary>Place markers that page scans put into queues: numbered behind the pages.</summary>
    public const int MarkerCount = 4;

    /// <summary>The first page of a queue, or none. FREE and CACHE have one queue a colour.</summary>
    public PageIndex FirstOf(PageQueue queue, int colour = 0) => heads[NumberOf(queue, colour)].First;

    public PageIndex LastOf(PageQueue queue, int colour = 0) => heads[NumberOf(queue, colour)].Last;

    /// <summary><c>lcnt</c> of the queue.</summary>
    public int LengthOf(PageQueue queue, int colour = 0) => heads[NumberOf(queue, colour)].Length;

    /// <summary>The page behind this one (or behind this marker) in its queue.</summary>
    public PageIndex NextOf(PageIndex page) => links[page.Value].Next;

    /// <summary>The page before this one in its queue.</summary>
    public PageIndex PreviousOf(PageIndex page) => links[page.Value].Previous;

    /// <summary>Place marker number <paramref name="number"/> of a scan.</summary>
    public PageIndex MarkerOf(int number) => new(Length + number);

    public bool IsMarker(PageIndex page) => page.Value >= Length;

    /// <summary><c>vm_pageq_enqueue</c>: to the tail.</summary>
    internal void Enqueue(PageQueue queue, PageIndex page) => Insert(queue, page, atHead: false);

    internal void EnqueueAtHead(PageQueue queue, PageIndex page) => Insert(queue, page, atHead: true);

    /// <summary><c>vm_pageq_remove_nowakeup</c>: off its queue; nothing if on none.</summary>
    internal void DequeueWithoutWakeup(PageIndex page)
    {
        var state = this[page];
        if (state.Queue == PageQueue.None)
            return;

        Unlink(NumberOf(state.Queue, state.Colour), page, counted: true);
        Count(state.Queue, -1);
        this[page] = state with { Queue = PageQueue.None };
    }

    /// <summary><c>vm_pageq_remove</c>: the daemon hears of it when CACHE runs low.</summary>
    internal void Dequeue(PageIndex page)
    {
        var wasCached = this[page].Queue == PageQueue.Cache;
        DequeueWithoutWakeup(page);
        if (wasCached && IsPagingNeeded)
            WakeDaemon();
    }

    /// <summary><c>vm_pageq_requeue</c>: to the tail of its queue; the counters stay.</summary>
    internal void Requeue(PageIndex page)
    {
        var state = this[page];
        var number = NumberOf(state.Queue, state.Colour);
        Unlink(number, page, counted: true);
        LinkAtTail(number, page, counted: true);
    }

    /// <summary>Puts a place marker right behind a page. Markers are in the list but not in its length.</summary>
    internal void PlaceMarkerBehind(PageIndex page, PageIndex marker)
    {
        var number = NumberOf(this[page].Queue, this[page].Colour);
        var next = links[page.Value].Next;
        links[marker.Value] = new PageLinks(next, page);
        links[page.Value] = new PageLinks(marker, links[page.Value].Previous);
        if (next.IsNone)
            heads[number] = new QueueHead(heads[number].First, marker, heads[number].Length);
        else
            links[next.Value] = new PageLinks(links[next.Value].Next, marker);
    }

    internal void RemoveMarker(PageQueue queue, PageIndex marker) => Unlink(NumberOf(queue, 0), marker, counted: false);

    /// <summary>Is this marker in a queue?</summary>
    internal bool IsPlaced(PageQueue queue, PageIndex marker) =>
        links[marker.Value] != default || FirstOf(queue) == marker;

    // The kernel's numbers: PQ_FREE 1 … N, PQ_INACTIVE N+1, PQ_ACTIVE N+2, PQ_CACHE N+3 … 2N+2, PQ_HOLD 2N+3.
    private int NumberOf(PageQueue queue, int colour) => queue switch
    {
        PageQueue.Free => 1 + colour,
        PageQueue.Inactive => Colours + 1,
        PageQueue.Active => Colours + 2,
        PageQueue.Cache => Colours + 3 + colour,
        PageQueue.Hold => 2 * Colours + 3,
        _ => 0,
    };

    private void Insert(PageQueue queue, PageIndex page, bool atHead)
    {
        var state = this[page];
        var number = NumberOf(queue, state.Colour);
        if (atHead)
            LinkAtHead(number, page);
        else
            LinkAtTail(number, page, counted: true);

        Count(queue, +1);
        this[page] = state with { Queue = queue };
    }

    private void LinkAtTail(int number, PageIndex page, bool counted)
    {
        var head = heads[number];
        links[page.Value] = new PageLinks(PageIndex.None, head.Last);
        if (!head.Last.IsNone)
            links[head.Last.Value] = new PageLinks(page, links[head.Last.Value].Previous);

        heads[number] = new QueueHead(head.First.IsNone ? page : head.First, page, head.Length + (counted ? 1 : 0));
    }

    private void LinkAtHead(int number, PageIndex page)
    {
        var head = heads[number];
        links[page.Value] = new PageLinks(head.First, PageIndex.None);
        if (!head.First.IsNone)
            links[head.First.Value] = new PageLinks(links[head.First.Value].Next, page);

        heads[number] = new QueueHead(page, head.Last.IsNone ? page : head.Last, head.Length + 1);
    }

    private void Unlink(int number, PageIndex page, bool counted)
    {
        var (head, link) = (heads[number], links[page.Value]);
        if (!link.Previous.IsNone)
            links[link.Previous.Value] = new PageLinks(link.Next, links[link.Previous.Value].Previous);

        if (!link.Next.IsNone)
            links[link.Next.Value] = new PageLinks(links[link.Next.Value].Next, link.Previous);

        heads[number] = new QueueHead(
            head.First == page ? link.Next : head.First,
            head.Last == page ? link.Previous : head.Last,
            head.Length - (counted ? 1 : 0));
        links[page.Value] = default;
    }

    private void Count(PageQueue queue, int change)
    {
        switch (queue)
        {
            case PageQueue.Free: Counters.FreeCount += change; break;
            case PageQueue.Cache: Counters.CacheCount += change; break;
            case PageQueue.Inactive: Counters.InactiveCount += change; break;
            default: Counters.ActiveCount += change; break; // ACTIVE and HOLD share a counter
        }
    }
}
