using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>A file transfer under way; it has a ticket once the disk has it.</summary>
public readonly record struct FileTransfer(
    int Ticket, ActorId Thread, PutPages? Put, PageIndex ReadPage, ImmutableArray<PageOutStatus> Outcomes);

/// <summary>A locked vnode and the threads that wait for it.</summary>
public readonly record struct VnodeLockState(ObjectId Object, ActorId Holder, ImmutableArray<ActorId> Waiting);

/// <summary>A thread asleep in vn_start_write ("suspfs"), and the vnode it will lock then.</summary>
public readonly record struct SuspendedWriter(ActorId Thread, LockVnode Request);

/// <summary>vget of this vnode fails so many times; −1 always.</summary>
public readonly record struct VgetFailure(ObjectId Object, int Times);

/// <summary>What the vnode pager keeps.</summary>
public readonly record struct VnodePagerState
{
    public VnodePagerState()
    {
    }

    public int NextTicket { get; init; }

    public ImmutableArray<WriteFault> Faults { get; init; } = [];

    public ImmutableArray<VgetFailure> VgetFailures { get; init; } = [];

    public ImmutableArray<VnodeLockState> Locks { get; init; } = [];

    /// <summary>Writes to files are suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>Who waits until they no longer are.</summary>
    public ImmutableArray<SuspendedWriter> Suspended { get; init; } = [];

    /// <summary>Writes whose pages the buffer cache is taking, in the order they were asked for.</summary>
    public ImmutableArray<FileTransfer> Beginning { get; init; } = [];

    public ImmutableArray<FileTransfer> UnderWay { get; init; } = [];
}

/// <summary>
/// The vnode pager and the vnode locks. A write takes the pages into the buffer cache, goes to the disk, and reports
/// page by page; errors of the disk are reported as OK, with the page left dirty.
/// </summary>
/// <remarks>Kernel notes §6.</remarks>
public sealed class VnodePager(VnodePagerSettings settings) : IBehaviour<VnodePagerState>
{
    /// <summary>Files lie this many pages apart on the disk.</summary>
    private const long FileStride = 1 << 20;

    public VnodePagerState Receive(VnodePagerState self, in Envelope envelope, IOutbox outbox) => envelope.Message switch
    {
        LockVnode { StartsWrite: true } m when self.IsSuspended => Suspend(self, envelope.From, m, outbox),
        LockVnode m => Lock(self, envelope.From, m, outbox),
        VnodePatienceOver m => GiveUp(self, m, outbox),
        UnlockVnode m => Unlock(self, m.Object, outbox),
        PutPages m => BeginWrite(self, envelope.From, m, outbox),
        FileWriteBegun => StartWrite(self, outbox),
        GetPage m => StartRead(self, envelope.From, m, outbox),
        IoDone m => Finish(self, m.Ticket, outbox),
        FailWrites m => self with { Faults = self.Faults.Add(m.Fault) },
        MendWrites => self with { Faults = [] },
        SuspendWrites => self with { IsSuspended = true },
        ResumeWrites => Resume(self, outbox),
        _ => throw new UnexpectedMessageException(nameof(VnodePager), "a request", envelope.Message),
    };

    // vn_start_write: with V_NOWAIT it fails at once, else it sleeps.
    private static VnodePagerState Suspend(VnodePagerState self, ActorId thread, LockVnode request, IOutbox outbox)
    {
        if (!request.MayFail)
            return self with { Suspended = self.Suspended.Add(new SuspendedWriter(thread, request)) };

        outbox.Tell(thread, new VnodeLockFailed(request.Object));
        return self;
    }

    private static VnodePagerState Resume(VnodePagerState self, IOutbox outbox)
    {
        var writers = self.Suspended;
        self = self with { IsSuspended = false, Suspended = [] };
        foreach (var writer in writers)
            self = Lock(self, writer.Thread, writer.Request, outbox);

        return self;
    }

    private static VnodePagerState Lock(VnodePagerState self, ActorId thread, LockVnode request, IOutbox outbox)
    {
        var failing = IndexOf(self.VgetFailures, failure => failure.Object == request.Object && failure.Times != 0);
        if (request.MayFail && failing >= 0)
        {
            var failure = self.VgetFailures[failing];
            outbox.Tell(thread, new VnodeLockFailed(request.Object));
            return failure.Times < 0
                ? self
                : self with { VgetFailures = self.VgetFailures.SetItem(failing, failure with { Times = failure.Times - 1 }) };
        }

        var held = IndexOf(self.Locks, locked => locked.Object == request.Object);
        if (held < 0)
        {
            outbox.Tell(thread, new VnodeLocked(request.Object));
            return self with { Locks = self.Locks.Add(new VnodeLockState(request.Object, thread, [])) };
        }

        if (request is { MayFail: true, Patience.Nanoseconds: 0 })
        {
            outbox.Tell(thread, new VnodeLockFailed(request.Object));
            return self;
        }

        if (request.MayFail)
            outbox.StartTimer(thread.Number, new VnodePatienceOver(request.Object, thread), request.Patience);

        var locked = self.Locks[held];
        return self with { Locks = self.Locks.SetItem(held, locked with { Waiting = locked.Waiting.Add(thread) }) };
    }

    // LK_TIMELOCK; nobody waits for two vnodes at a time, so the timer bears the thread's number.
    private static VnodePagerState GiveUp(VnodePagerState self, VnodePatienceOver over, IOutbox outbox)
    {
        var held = IndexOf(self.Locks, locked => locked.Object == over.Object);
        var locked = self.Locks[held];
        outbox.Tell(over.Thread, new VnodeLockFailed(over.Object));
        return self with { Locks = self.Locks.SetItem(held, locked with { Waiting = locked.Waiting.Remove(over.Thread) }) };
    }

    private static VnodePagerState Unlock(VnodePagerState self, ObjectId id, IOutbox outbox)
    {
        var held = IndexOf(self.Locks, locked => locked.Object == id);
        var locked = self.Locks[held];
        if (locked.Waiting.IsEmpty)
            return self with { Locks = self.Locks.RemoveAt(held) };

        outbox.CancelTimer(locked.Waiting[0].Number);
        outbox.Tell(locked.Waiting[0], new VnodeLocked(id));
        return self with
        {
            Locks = self.Locks.SetItem(held, locked with { Holder = locked.Waiting[0], Waiting = locked.Waiting.RemoveAt(0) }),
        };
    }

    private VnodePagerState BeginWrite(VnodePagerState self, ActorId thread, PutPages put, IOutbox outbox)
    {
        var faults = self.Faults;
        var outcomes = ImmutableArray.CreateBuilder<PageOutStatus>(put.Pages.Length);
        foreach (var page in put.Pages)
            outcomes.Add(OutcomeOf(WriteFaults.Draw(ref faults, page), outbox));

        var write = new FileTransfer(-1, thread, put, PageIndex.None, outcomes.MoveToImmutable());
        settings.Trace?.Writes(isVnode: true, put.Pages, write.Outcomes);
        outbox.Tell(settings.QueueManager, new BeginFileWrite(put.Pages, write.Outcomes, put.IsSync));
        return self with { Faults = faults, Beginning = self.Beginning.Add(write) };
    }

    private PageOutStatus OutcomeOf(WriteFaultKind? fault, IOutbox outbox) => fault switch
    {
        WriteFaultKind.Again => PageOutStatus.Again,
        WriteFaultKind.Bad => PageOutStatus.Bad,
        WriteFaultKind.Fail => PageOutStatus.Fail,
        WriteFaultKind.Error or WriteFaultKind.IoError => PageOutStatus.OkButDirty,
        WriteFaultKind.NoSpace => PageOutStatus.OkButNoSpace,
        null when settings.WriteErrorsPerMillion > 0
            && outbox.Choose(Choice.Chance("file write fails", settings.WriteErrorsPerMillion)) == 1 => PageOutStatus.OkButDirty,
        _ => PageOutStatus.Ok,
    };

    private VnodePagerState StartWrite(VnodePagerState self, IOutbox outbox)
    {
        var write = self.Beginning[0];
        self = self with { Beginning = self.Beginning.RemoveAt(0) };
        var put = write.Put!;
        if (!put.IsSync)
            outbox.Tell(write.Thread, new PagesWritten(put.Object, put.Pages, write.Outcomes, InBuffers: true));

        return Start(self, write, put.Object, put.Offset, put.Pages.Length, outbox);
    }

    private VnodePagerState StartRead(VnodePagerState self, ActorId thread, GetPage get, IOutbox outbox) =>
        Start(self, new FileTransfer(-1, thread, null, get.Page, []), get.Object, get.Offset, pages: 1, outbox);

    private VnodePagerState Start(VnodePagerState self, FileTransfer transfer, ObjectId id, int offset, int pages, IOutbox outbox)
    {
        outbox.Tell(settings.Disk, new StartIo(self.NextTicket, settings.FirstBlock + id.Value * FileStride + offset, pages));
        return self with
        {
            NextTicket = self.NextTicket + 1,
            UnderWay = self.UnderWay.Add(transfer with { Ticket = self.NextTicket }),
        };
    }

    private VnodePagerState Finish(VnodePagerState self, int ticket, IOutbox outbox)
    {
        var index = IndexOf(self.UnderWay, transfer => transfer.Ticket == ticket);
        var done = self.UnderWay[index];
        self = self with { UnderWay = self.UnderWay.RemoveAt(index) };
        if (self.UnderWay.IsEmpty)
            self = self with { NextTicket = 0 };

        if (done.Put is not { } put)
            outbox.Tell(done.Thread, new PageRead(done.ReadPage));
        else if (put.IsSync)
            outbox.Tell(done.Thread, new PagesWritten(put.Object, put.Pages, done.Outcomes));
        else
            outbox.Tell(settings.QueueManager, new FileWriteDone(put.Pages, done.Outcomes));

        return self;
    }

    private static int IndexOf<T>(ImmutableArray<T> items, Func<T, bool> matches)
    {
        for (var index = 0; index < items.Length; index++)
        {
            if (matches(items[index]))
                return index;
        }

        return -1;
    }
}

/// <summary>How the vnode pager is set up.</summary>
/// <param name="Disk">Where the files are.</param>
/// <param name="QueueManager">Who owns the pages.</param>
/// <param name="FirstBlock">Where the files begin on the disk.</param>
/// <param name="WriteErrorsPerMillion">Odds of a write error, for each page.</param>
/// <param name="Trace">Who listens.</param>
public sealed record VnodePagerSettings(
    ActorId Disk, ActorId QueueManager, long FirstBlock = 0, int WriteErrorsPerMillion = 0, IPageOutTrace? Trace = null);
