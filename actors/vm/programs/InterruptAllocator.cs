using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>How an interrupt handler uses memory.</summary>
public sealed record InterruptSettings
{
    public required ActorId QueueManager { get; init; }

    /// <summary>Where its pages belong.</summary>
    public required ObjectId Object { get; init; }

    /// <summary>Time between two interrupts.</summary>
    public required Duration Every { get; init; }

    /// <summary>How long a page is kept.</summary>
    public required Duration Hold { get; init; }

    /// <summary>Interrupts there are; null: without end.</summary>
    public int? Times { get; init; }
}

/// <summary>Which places of the object have a page, how many interrupts came, and how many found nothing.</summary>
public readonly record struct InterruptState
{
    public InterruptState()
    {
    }

    public ImmutableArray<int> OffsetsInUse { get; init; } = [];

    /// <summary>If there is a limit.</summary>
    public int Interrupts { get; init; }

    /// <summary>Interrupts that found FREE empty.</summary>
    public int Refused { get; init; }
}

/// <summary>
/// An interrupt handler that needs a page now and then: <c>vm_page_alloc</c> of class INTERRUPT may take the last free page,
/// and needs nothing but the free mutex, so it can take one that contigmalloc has just looked at.
/// </summary>
/// <remarks>Kernel notes §2.1, §9.6.</remarks>
public sealed class InterruptAllocator(InterruptSettings settings) : IBehaviour<InterruptState>
{
    private const int InterruptTimer = -1;

    public InterruptState Receive(InterruptState self, in Envelope envelope, IOutbox outbox) => envelope.Message switch
    {
        Start => Await(self, outbox),
        InterruptDue => Allocate(self, outbox),
        InterruptPage m => Keep(self, m, outbox),
        NoInterruptPage m => self with { Refused = self.Refused + 1, OffsetsInUse = self.OffsetsInUse.Remove(m.Offset) },
        InterruptPageDue m => Free(self, m, outbox),
        InterruptPageFreed m => self with { OffsetsInUse = self.OffsetsInUse.Remove(m.Offset) },
        KernelPanicked => self,
        _ => throw new UnexpectedMessageException(nameof(InterruptAllocator), "an interrupt", envelope.Message),
    };

    private InterruptState Await(InterruptState self, IOutbox outbox)
    {
        if (settings.Times is not { } times || self.Interrupts < times)
            outbox.StartTimer(InterruptTimer, new InterruptDue(), settings.Every);

        return self;
    }

    private InterruptState Allocate(InterruptState self, IOutbox outbox)
    {
        var offset = 0;
        while (self.OffsetsInUse.Contains(offset))
            offset++;

        outbox.Tell(settings.QueueManager, new AllocateAtInterrupt(settings.Object, offset));
        self = self with
        {
            OffsetsInUse = self.OffsetsInUse.Add(offset),
            Interrupts = settings.Times is null ? 0 : self.Interrupts + 1,
        };
        return Await(self, outbox);
    }

    private InterruptState Keep(InterruptState self, InterruptPage page, IOutbox outbox)
    {
        outbox.StartTimer(page.Offset, new InterruptPageDue(page.Page, page.Offset), settings.Hold);
        return self;
    }

    private InterruptState Free(InterruptState self, InterruptPageDue due, IOutbox outbox)
    {
        outbox.Tell(settings.QueueManager, new FreeInterruptPage(due.Page, due.Offset));
        return self;
    }
}
