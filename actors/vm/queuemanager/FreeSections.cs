using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What the queue manager runs for threads that need only the free mutex: pagezero and interrupt handlers.</summary>
/// <remarks>Kernel notes §2.1, §7. They run whoever holds the page-queue mutex; giving a page back needs it after all.</remarks>
internal static class FreeSections
{
    /// <summary>pagezero looks for a page to clear.</summary>
    public static QueueManagerState FindUnzeroed(QueueManagerState self, int colour, ActorId thread, IOutbox outbox)
    {
        if (self.Memory.HasEnoughZeroed)
        {
            outbox.Tell(thread, new ZeroEnough());
            return self with { ZeroSleeper = thread };
        }

        var page = self.Memory.TakeUnzeroed(colour);
        outbox.Tell(thread, page.IsNone ? new NotUnzeroed() : new ZeroPage(page));
        return self;
    }

    /// <summary>pagezero puts the page back.</summary>
    public static QueueManagerState PutZeroed(QueueManagerState self, PageIndex page, ActorId thread, IOutbox outbox)
    {
        self.Memory.PutZeroed(page);
        outbox.Tell(thread, new ZeroedFree());
        return self;
    }

    /// <summary>The hint to pagezero that <c>vm_page_free</c> gives.</summary>
    public static QueueManagerState WakePageZero(QueueManagerState self, IOutbox outbox)
    {
        if (self.ZeroSleeper is not { } sleeper || !self.Memory.NeedsZeroing)
            return self;

        outbox.Tell(sleeper, new ZeroNeeded());
        return self with { ZeroSleeper = null };
    }

    /// <summary>vm_page_alloc(INTERRUPT | WIRED).</summary>
    public static QueueManagerState AllocateAtInterrupt(
        QueueManagerState self, AllocateAtInterrupt request, ActorId thread, IOutbox outbox)
    {
        var memory = self.Memory;
        var page = memory.Allocate(request.Object, request.Offset, AllocationClass.Interrupt, thread);
        if (page.IsNone)
        {
            outbox.Tell(thread, new NoInterruptPage(request.Offset));
            return self;
        }

        memory.Wire(page);
        memory[page] = memory[page] with { Valid = PageState.AllBits };
        memory.ClearBusy(page);
        outbox.Tell(thread, new InterruptPage(page, request.Offset));
        return self;
    }

    public static QueueManagerState FreeInterruptPage(
        QueueManagerState self, FreeInterruptPage free, ActorId thread, IOutbox outbox)
    {
        self.Memory.Unwire(free.Page, activate: false);
        self.Memory.Free(free.Page);
        outbox.Tell(thread, new InterruptPageFreed(free.Offset));
        return self;
    }
}
