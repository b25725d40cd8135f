using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What a program waits for; the kernel's wait message, where it has one.</summary>
public enum ProgramWait : byte
{
    /// <summary>To be started.</summary>
    Start,

    /// <summary>Nothing from the kernel: it thinks, or is not due yet.</summary>
    Think,

    /// <summary>The vnode lock it writes under.</summary>
    Vnode,

    /// <summary>It runs, or waits for locks in the queue manager.</summary>
    Touches,

    /// <summary>"vmpfw": a busy page.</summary>
    BusyPage,

    /// <summary>"pfault": memory.</summary>
    Memory,

    /// <summary>"swread", or a file read.</summary>
    Pager,

    /// <summary>The object lock it is then preempted with.</summary>
    Object,

    /// <summary>The processor, with a lock held.</summary>
    Preempted,

    /// <summary>The end of its objects.</summary>
    Exit,

    /// <summary>"objtrm": a page-out of an object that ends.</summary>
    ExitBusyPage,

    /// <summary>Nothing any more.</summary>
    Exited,

    /// <summary>Nothing, ever: its kernel is down.</summary>
    Panicked,
}

/// <summary>What a program did so far, for reports.</summary>
public readonly record struct ProgramCounters(long Touches, long Faults, long PagesRead, long MemoryWaits, long PageWaits);

/// <summary>A process and what it remembers between two messages.</summary>
public readonly record struct ProgramState
{
    public ProgramWait WaitingOn { get; init; }

    /// <summary>Of its touches; in the middle of a fault while it sleeps in one.</summary>
    public TouchWork Work { get; init; }

    /// <summary>Batches begun, if there is a limit.</summary>
    public int Batches { get; init; }

    /// <summary>When the working set moves next.</summary>
    public Tick ShiftAt { get; init; }

    /// <summary>It is to exit, or was killed: as soon as it can.</summary>
    public bool IsExiting { get; init; }

    /// <summary>Which of its objects is being given up.</summary>
    public int ExitArea { get; init; }

    public ProgramCounters Counters { get; init; }

    /// <summary>With what it has touched of the batch in which it is asleep.</summary>
    public ProgramCounters CountersOf(int touchesPerBatch) => WaitingOn is not (ProgramWait.BusyPage or ProgramWait.Memory or ProgramWait.Pager)
        ? Counters
        : Counters with { Touches = Counters.Touches + touchesPerBatch - Work.TouchesLeft, Faults = Counters.Faults + Work.Faults };
}

/// <summary>
/// A process: touches pages in batches and thinks in between; at the end its memory is given up, object by object. The
/// queue manager runs its touches up to where a fault sleeps; the sleep itself is here.
/// </summary>
/// <remarks>Kernel notes §8. H15: it may wait for memory with a vnode locked; H21: be preempted with an object locked.</remarks>
public sealed class RunningProgram(ProgramSettings settings) : IBehaviour<ProgramState>
{
    private const int ThinkTimer = 0;
    private const int ExitTimer = 1;

    public ProgramState Receive(ProgramState self, in Envelope envelope, IOutbox outbox) =>
        (self.WaitingOn, envelope.Message) switch
        {
            (ProgramWait.Start, Start) => Begin(self, outbox),
            (ProgramWait.Think, BatchDue) when settings.Lock?.Kind == ProgramLockKind.Vnode => LockVnode(self, outbox),
            (ProgramWait.Think, BatchDue) => BeginBatch(self, outbox),
            (ProgramWait.Vnode, VnodeLocked) when settings.Lock!.Kind == ProgramLockKind.ObjectThenVnode => BePreempted(self, outbox),
            (ProgramWait.Vnode, VnodeLocked) => BeginBatch(self, outbox),
            (ProgramWait.Touches, FaultSleepsOnPage m) => Sleep(self, ProgramWait.BusyPage, m.Work),
            (ProgramWait.BusyPage, PageWoken) => Retry(self, outbox),
            (ProgramWait.Touches, FaultWaitsForMemory m) => Sleep(self, ProgramWait.Memory, m.Work),
            (ProgramWait.Memory, MemoryAvailable) => Retry(self, outbox),
            (ProgramWait.Touches, FaultReadsPage m) => AskPager(self, m, outbox),
            (ProgramWait.Pager, PageRead) => TouchOn(self, FaultStep.Finish, outbox),
            (ProgramWait.Pager, PageNotInSwap) => TouchOn(self, FaultStep.ZeroFill, outbox),
            (ProgramWait.Touches, TouchesDone m) => EndBatch(self, m.Work, outbox),
            (ProgramWait.Object, ObjectLocked) when settings.Lock!.Kind == ProgramLockKind.ObjectThenVnode => LockVnode(self, outbox),
            (ProgramWait.Object, ObjectLocked) => BePreempted(self, outbox),
            (ProgramWait.Preempted, LockTimeOver) => Unlock(self, outbox),
            (ProgramWait.Exit, DeallocationSleepsOnPage) => self with { WaitingOn = ProgramWait.ExitBusyPage },
            (ProgramWait.ExitBusyPage, PageWoken) => Deallocate(self, outbox),
            (ProgramWait.Exit, ObjectDeallocated) => Deallocate(self with { ExitArea = self.ExitArea + 1 }, outbox),
            (ProgramWait.Exited or ProgramWait.Panicked, ExitDue or KillProgram) => self,
            (ProgramWait.Start or ProgramWait.Think, ExitDue or KillProgram) => Exit(self, outbox),
            (_, ExitDue or KillProgram) => self with { IsExiting = true },
            (_, KernelPanicked) => new ProgramState { WaitingOn = ProgramWait.Panicked, Counters = self.Counters },
            _ => throw new UnexpectedMessageException(nameof(RunningProgram), self.WaitingOn, envelope.Message),
        };

    private ProgramState Begin(ProgramState self, IOutbox outbox)
    {
        if (settings.ExitsAfter is { } life)
            outbox.StartTimer(ExitTimer, new ExitDue(), life);

        outbox.StartTimer(ThinkTimer, new BatchDue(), settings.StartsAfter);
        var seed = TouchPatterns.NeedsSeed(settings.Plan) ? (ulong)outbox.Choose(Choice.Seed("program")) : 0;
        return self with
        {
            WaitingOn = ProgramWait.Think,
            Work = new TouchWork { Random = seed },
            ShiftAt = outbox.Now + settings.StartsAfter + settings.ShiftsEvery,
        };
    }

    private ProgramState LockVnode(ProgramState self, IOutbox outbox)
    {
        outbox.Tell(settings.VnodePager, new LockVnode(settings.Lock!.Object, MayFail: false, StartsWrite: true));
        return self with { WaitingOn = ProgramWait.Vnode };
    }

    private ProgramState BeginBatch(ProgramState self, IOutbox outbox)
    {
        var work = self.Work with { TouchesLeft = settings.TouchesPerBatch };
        if (settings.Plan.Pattern == TouchPattern.Shifting && outbox.Now >= self.ShiftAt)
        {
            var patterns = new TouchPatterns(settings.Plan, work.Random, work.Cursor);
            patterns.Shift();
            work = work with { Random = patterns.Random, Cursor = patterns.Cursor };
            self = self with { ShiftAt = outbox.Now + settings.ShiftsEvery };
        }

        self = self with { Work = work, Batches = settings.BatchesMax is null ? 0 : self.Batches + 1 };
        return TouchOn(self, FaultStep.None, outbox);
    }

    private ProgramState TouchOn(ProgramState self, FaultStep at, IOutbox outbox)
    {
        outbox.Tell(settings.QueueManager, new TouchPages(settings.Plan, self.Work with { At = at }));
        return self with { WaitingOn = ProgramWait.Touches, Work = default };
    }

    private ProgramState Sleep(ProgramState self, ProgramWait wait, TouchWork work) => Count(self, counters => wait == ProgramWait.Memory
        ? counters with { MemoryWaits = counters.MemoryWaits + 1 }
        : counters with { PageWaits = counters.PageWaits + 1 }) with { WaitingOn = wait, Work = work };

    // A retry holds nothing yet, so whoever is to exit gives up the fault here.
    private ProgramState Retry(ProgramState self, IOutbox outbox) =>
        self.IsExiting ? EndBatch(self, self.Work, outbox) : TouchOn(self, FaultStep.Look, outbox);

    private ProgramState AskPager(ProgramState self, FaultReadsPage reads, IOutbox outbox)
    {
        outbox.Tell(reads.IsVnode ? settings.VnodePager : settings.SwapPager, reads.Get);
        self = Count(self, counters => counters with { PagesRead = counters.PagesRead + 1 });
        return self with { WaitingOn = ProgramWait.Pager, Work = reads.Work };
    }

    private ProgramState EndBatch(ProgramState self, TouchWork work, IOutbox outbox)
    {
        self = Count(self, counters => counters with
        {
            Touches = counters.Touches + settings.TouchesPerBatch - work.TouchesLeft,
            Faults = counters.Faults + work.Faults,
        });
        self = self with { Work = new TouchWork { Random = work.Random, Cursor = work.Cursor } };
        switch (settings.Lock?.Kind)
        {
            case ProgramLockKind.Vnode:
                return BePreempted(self, outbox);
            case ProgramLockKind.Object or ProgramLockKind.ObjectThenVnode when !self.IsExiting:
                outbox.Tell(settings.QueueManager, new LockObject(settings.Lock.Object));
                return self with { WaitingOn = ProgramWait.Object };
            default:
                return Think(self, outbox);
        }
    }

    private ProgramState BePreempted(ProgramState self, IOutbox outbox)
    {
        outbox.StartTimer(ThinkTimer, new LockTimeOver(), settings.Lock!.KeptFor);
        return self with { WaitingOn = ProgramWait.Preempted };
    }

    private ProgramState Unlock(ProgramState self, IOutbox outbox)
    {
        if (settings.Lock!.Kind != ProgramLockKind.Object)
            outbox.Tell(settings.VnodePager, new UnlockVnode(settings.Lock.Object));

        if (settings.Lock.Kind != ProgramLockKind.Vnode)
            outbox.Tell(settings.QueueManager, new UnlockObject(settings.Lock.Object));

        return Think(self, outbox);
    }

    private ProgramState Think(ProgramState self, IOutbox outbox)
    {
        if (self.IsExiting)
            return Exit(self, outbox);

        if (settings.BatchesMax is not { } most || self.Batches < most)
            outbox.StartTimer(ThinkTimer, new BatchDue(), settings.Think);
        else if (settings.ExitsAfterLastBatch)
            return Exit(self, outbox);

        return self with { WaitingOn = ProgramWait.Think };
    }

    private ProgramState Exit(ProgramState self, IOutbox outbox)
    {
        outbox.CancelTimer(ThinkTimer);
        outbox.CancelTimer(ExitTimer);
        return Deallocate(new ProgramState { Counters = self.Counters }, outbox);
    }

    private ProgramState Deallocate(ProgramState self, IOutbox outbox)
    {
        if (self.ExitArea == settings.Plan.Areas.Length)
            return new ProgramState { WaitingOn = ProgramWait.Exited, Counters = self.Counters };

        outbox.Tell(settings.QueueManager, new DeallocateObject(settings.Plan.Areas[self.ExitArea].Object));
        return self with { WaitingOn = ProgramWait.Exit };
    }

    private ProgramState Count(ProgramState self, Func<ProgramCounters, ProgramCounters> change) =>
        settings.IsCounted ? self with { Counters = change(self.Counters) } : self;
}
