using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>A transfer the disk has not finished.</summary>
/// <param name="Ticket">Its number.</param>
/// <param name="Thread">Who hears of it.</param>
/// <param name="Object">Whose pages.</param>
/// <param name="Pages">Which.</param>
/// <param name="Outcomes">How it will end; none for a read.</param>
/// <param name="IsAsync">Nobody waits: the queue manager hears of it.</param>
public readonly record struct SwapTransfer(
    int Ticket,
    ActorId Thread,
    ObjectId Object,
    ImmutableArray<PageIndex> Pages,
    ImmutableArray<PageOutStatus> Outcomes,
    bool IsAsync);

/// <summary>What the swap pager keeps.</summary>
public readonly record struct SwapPagerState(SwapSpace Space) : IForkable<SwapPagerState>
{
    public int NextTicket { get; init; }

    /// <summary><c>swap_pager_full</c>: a write failed for want of space, and there has not been room since.</summary>
    public bool IsFull { get; init; }

    public ImmutableArray<WriteFault> Faults { get; init; } = [];

    public ImmutableArray<SwapTransfer> UnderWay { get; init; } = [];

    /// <summary>Asynchronous writes that wait for one of the few buffers.</summary>
    public ImmutableArray<Envelope> WaitingForBuffer { get; init; } = [];

    public SwapPagerState Fork() => this with { Space = Space.Fork() };
}

/// <summary>
/// The swap pager. Without space a write fails at once, without sleeping. Whoever is not the page daemon waits for the
/// disk; the daemon's writes are asynchronous, at most four at a time.
/// </summary>
/// <remarks>Kernel notes §6.</remarks>
public sealed class SwapPager(SwapPagerSettings settings) : IBehaviour<SwapPagerState>
{
    /// <summary><c>nswap_lowat</c>: with so much room again, swap no longer counts as full.</summary>
    private const int LowWater = 128;

    public SwapPagerState Receive(SwapPagerState self, in Envelope envelope, IOutbox outbox) => envelope.Message switch
    {
        PutPages { IsSync: false } when AsyncWrites(self) >= settings.AsyncWritesMax => WaitForBuffer(self, envelope, outbox),
        PutPages m => Write(self, envelope.From, m, outbox),
        GetPage m => Read(self, envelope.From, m, outbox),
        IoDone m => Finish(self, m.Ticket, outbox),
        FreeSwap m => Free(self, m.Object),
        AskSwapSpace => TellSpace(self, envelope.From, outbox),
        CountSwapped m => Count(self, m, envelope.From, outbox),
        FailWrites m => self with { Faults = self.Faults.Add(m.Fault) },
        MendWrites => self with { Faults = [] },
        _ => throw new UnexpectedMessageException(nameof(SwapPager), "a request", envelope.Message),
    };

    private static int AsyncWrites(SwapPagerState self) => self.UnderWay.Count(transfer => transfer.IsAsync);

    private SwapPagerState WaitForBuffer(SwapPagerState self, in Envelope envelope, IOutbox outbox)
    {
        outbox.Tell(settings.QueueManager, new SleepsForBuffer(envelope.From));
        return self with { WaitingForBuffer = self.WaitingForBuffer.Add(envelope) };
    }

    private SwapPagerState Write(SwapPagerState self, ActorId thread, PutPages put, IOutbox outbox)
    {
        var faults = self.Faults;
        var outcomes = ImmutableArray.CreateBuilder<PageOutStatus>(put.Pages.Length);
        foreach (var page in put.Pages)
            outcomes.Add(OutcomeOf(WriteFaults.Draw(ref faults, page), outbox));

        self = self with { Faults = faults };
        var hasSpace = !outcomes.Contains(PageOutStatus.NoSpace);
        var block = hasSpace ? self.Space.Assign(put.Object, put.Offset, put.Pages.Length) : -1;
        if (block < 0)
            return Refuse(self with { IsFull = true }, thread, put, outbox);

        self = CheckSize(self);
        var transfer = new SwapTransfer(self.NextTicket, thread, put.Object, put.Pages, outcomes.MoveToImmutable(), !put.IsSync);
        settings.Trace?.Writes(isVnode: false, put.Pages, transfer.Outcomes);
        if (transfer.IsAsync)
            outbox.Tell(thread, new PagesPending(put.Object, put.Pages));

        return Start(self, transfer, block, outbox);
    }

    private PageOutStatus OutcomeOf(WriteFaultKind? fault, IOutbox outbox) => fault switch
    {
        WriteFaultKind.NoSpace => PageOutStatus.NoSpace,
        WriteFaultKind.IoError => PageOutStatus.SwapError,
        null when settings.WriteErrorsPerMillion > 0
            && outbox.Choose(Choice.Chance("swap write fails", settings.WriteErrorsPerMillion)) == 1 => PageOutStatus.SwapError,
        _ => PageOutStatus.SwapDone,
    };

    // "swap_pager_getswapspace: failed": the whole run fails, and nobody sleeps.
    private SwapPagerState Refuse(SwapPagerState self, ActorId thread, PutPages put, IOutbox outbox)
    {
        ImmutableArray<PageOutStatus> outcomes = [.. put.Pages.Select(_ => PageOutStatus.NoSpace)];
        settings.Trace?.Writes(isVnode: false, put.Pages, outcomes);
        outbox.Tell(thread, new PagesWritten(put.Object, put.Pages, outcomes));
        return self;
    }

    private SwapPagerState Read(SwapPagerState self, ActorId thread, GetPage get, IOutbox outbox)
    {
        var block = self.Space.BlockOf(get.Object, get.Offset);
        if (block >= 0)
            return Start(self, new SwapTransfer(self.NextTicket, thread, get.Object, [get.Page], [], IsAsync: false), block, outbox);

        outbox.Tell(thread, new PageNotInSwap(get.Page));
        return self;
    }

    private SwapPagerState Start(SwapPagerState self, SwapTransfer transfer, int block, IOutbox outbox)
    {
        outbox.Tell(settings.Disk, new StartIo(transfer.Ticket, settings.FirstBlock + block, transfer.Pages.Length));
        return self with { NextTicket = self.NextTicket + 1, UnderWay = self.UnderWay.Add(transfer) };
    }

    private SwapPagerState Finish(SwapPagerState self, int ticket, IOutbox outbox)
    {
        var done = self.UnderWay.First(transfer => transfer.Ticket == ticket);
        self = self with { UnderWay = self.UnderWay.Remove(done) };
        if (self.UnderWay.IsEmpty)
            self = self with { NextTicket = 0 };

        if (done.Outcomes.IsEmpty)
            outbox.Tell(done.Thread, new PageRead(done.Pages[0]));
        else if (done.IsAsync)
            outbox.Tell(settings.QueueManager, new SwapWriteDone(done.Object, done.Pages, done.Outcomes));
        else
            outbox.Tell(done.Thread, new PagesWritten(done.Object, done.Pages, done.Outcomes));

        return StartNextAsync(self, outbox);
    }

    private SwapPagerState StartNextAsync(SwapPagerState self, IOutbox outbox)
    {
        if (self.WaitingForBuffer.IsEmpty || AsyncWrites(self) >= settings.AsyncWritesMax)
            return self;

        var next = self.WaitingForBuffer[0];
        self = self with { WaitingForBuffer = self.WaitingForBuffer.RemoveAt(0) };
        return Write(self, next.From, (PutPages)next.Message, outbox);
    }

    private static SwapPagerState Free(SwapPagerState self, ObjectId id)
    {
        self.Space.Release(id);
        return CheckSize(self);
    }

    private static SwapPagerState TellSpace(SwapPagerState self, ActorId thread, IOutbox outbox)
    {
        outbox.Tell(thread, new SwapSpaceLeft(self.Space.Available, self.IsFull));
        return self;
    }

    private static SwapPagerState Count(SwapPagerState self, CountSwapped count, ActorId asking, IOutbox outbox)
    {
        var space = self.Space;
        outbox.Tell(asking, new SwappedCounted([.. count.Processes.Select(objects => objects.Sum(space.Count))]));
        return self;
    }

    // swp_sizecheck
    private static SwapPagerState CheckSize(SwapPagerState self) =>
        self.Space.Available >= LowWater ? self with { IsFull = false } : self;
}

/// <summary>How the swap pager is set up.</summary>
/// <param name="Disk">Where the swap partition is.</param>
/// <param name="FirstBlock">Where it begins there.</param>
/// <param name="QueueManager">Who hears of asynchronous writes.</param>
/// <param name="WriteErrorsPerMillion">Odds of a write error, for each page.</param>
/// <param name="Trace">Who listens.</param>
/// <param name="AsyncWritesMax"><c>vm.swap_async_max</c>: asynchronous writes at once.</param>
public sealed record SwapPagerSettings(
    ActorId Disk,
    ActorId QueueManager,
    long FirstBlock = 0,
    int WriteErrorsPerMillion = 0,
    IPageOutTrace? Trace = null,
    int AsyncWritesMax = 4);
