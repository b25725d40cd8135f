using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What pagezero waits for.</summary>
public enum PageZeroWait : byte
{
    Start,

    /// <summary>A page to clear.</summary>
    Page,

    /// <summary>The page to be cleared.</summary>
    Zeroing,

    /// <summary>The page back on FREE.</summary>
    Free,

    /// <summary>"pgzero": that FREE needs clearing.</summary>
    Needed,
}

/// <summary>pagezero, and the page it has taken off FREE.</summary>
public readonly record struct PageZeroState(PageZeroWait WaitingOn, int Colour, PageIndex Page);

/// <summary>
/// pagezero: keeps between 2/3 and 4/5 of the free pages cleared, one page at a time, a colour after the other. While it
/// clears a page, that page is on no queue.
/// </summary>
/// <remarks>Kernel notes §7. It has the lowest priority: it takes <paramref name="timePerPage"/> for a page, clearing and waiting for the processor.</remarks>
public sealed class PageZero(ActorId queueManager, int colours, Duration timePerPage) : IBehaviour<PageZeroState>
{
    /// <summary>PQ_PRIME2: has no factor in common with the number of colours.</summary>
    private readonly int step = colours >= 256 ? 23 : colours >= 64 ? 7 : 3;

    public PageZeroState Receive(PageZeroState self, in Envelope envelope, IOutbox outbox) =>
        (self.WaitingOn, envelope.Message) switch
        {
            (PageZeroWait.Start, Start) => Find(self, outbox),
            (PageZeroWait.Page, ZeroPage m) => Clear(self, m.Page, outbox),
            (PageZeroWait.Zeroing, ZeroingDone) => PutBack(self, outbox),
            (PageZeroWait.Free, ZeroedFree) => Find(Advance(self), outbox),
            (PageZeroWait.Page, NotUnzeroed) => Find(Advance(self), outbox),
            (PageZeroWait.Page, ZeroEnough) => self with { WaitingOn = PageZeroWait.Needed },
            (PageZeroWait.Needed, ZeroNeeded) => Find(self, outbox),
            _ => throw new UnexpectedMessageException(nameof(PageZero), self.WaitingOn, envelope.Message),
        };

    private PageZeroState Find(PageZeroState self, IOutbox outbox)
    {
        outbox.Tell(queueManager, new FindUnzeroed(self.Colour));
        return new PageZeroState(PageZeroWait.Page, self.Colour, default);
    }

    private PageZeroState Clear(PageZeroState self, PageIndex page, IOutbox outbox)
    {
        outbox.StartTimer(0, new ZeroingDone(), timePerPage);
        return self with { WaitingOn = PageZeroWait.Zeroing, Page = page };
    }

    private PageZeroState PutBack(PageZeroState self, IOutbox outbox)
    {
        outbox.Tell(queueManager, new PageIsZero(self.Page));
        return self with { WaitingOn = PageZeroWait.Free };
    }

    private PageZeroState Advance(PageZeroState self) => self with { Colour = (self.Colour + step) & (colours - 1) };
}
