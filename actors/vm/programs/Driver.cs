using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What a driver waits for.</summary>
public enum DriverWait : byte
{
    /// <summary>To be started.</summary>
    Start,

    /// <summary>The time of its next call, if there is one.</summary>
    Time,

    /// <summary>contigmalloc.</summary>
    Memory,

    /// <summary>contigfree.</summary>
    Free,

    /// <summary>Nothing, ever: the call spins, or the kernel is down.</summary>
    Stuck,
}

/// <summary>How a call of contigmalloc ended.</summary>
public enum ContigOutcome : byte { Granted, Refused, Panic, Spin }

/// <summary>One call and what came of it.</summary>
/// <param name="Request">Which request of the driver's list.</param>
/// <param name="Size">Bytes asked for.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="First">First page, if granted.</param>
/// <param name="PhysicalAddress">Of its first byte.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Latency">Until the answer.</param>
/// <param name="PagesLaundered">Pages handed to pagers for it.</param>
/// <param name="Passes">Passes begun.</param>
/// <param name="Panic">The kernel's last words, if it panicked in this call.</param>
public readonly record struct ContigResult(
    int Request,
    long Size,
    ContigOutcome Outcome,
    PageIndex First,
    long PhysicalAddress,
    Tick AskedAt,
    Duration Latency,
    int PagesLaundered,
    int Passes,
    string? Panic);

/// <summary>Memory a driver holds.</summary>
/// <param name="Grant">Which grant it was, counted from 0.</param>
/// <param name="Request">Which request of the driver's list.</param>
/// <param name="First">First page.</param>
/// <param name="Pages">How many.</param>
/// <param name="KernelAddress">Where it is mapped; 0 nowhere.</param>
/// <param name="IsDue">It was held long enough; to be freed as soon as the thread is free.</param>
public readonly record struct HeldMemory(int Grant, int Request, PageIndex First, int Pages, long KernelAddress, bool IsDue);

/// <summary>A driver, what it holds, and what it got so far.</summary>
public readonly record struct DriverState
{
    public DriverState()
    {
    }

    public DriverWait WaitingOn { get; init; }

    /// <summary>Which request is next, or under way.</summary>
    public int Request { get; init; }

    /// <summary>How often that one was asked already.</summary>
    public int Asked { get; init; }

    /// <summary>The time for the next call has come, but the thread was busy.</summary>
    public bool IsAskDue { get; init; }

    public Tick AskedAt { get; init; }

    /// <summary>Grants so far.</summary>
    public int Grants { get; init; }

    public ImmutableArray<HeldMemory> Held { get; init; } = [];

    public ImmutableArray<ContigResult> Results { get; init; } = [];
}

/// <summary>One line of a driver's list.</summary>
/// <param name="Call">What it asks for.</param>
public sealed record DriverRequest(AllocateContig Call)
{
    /// <summary>When, from the start of the run; null: as soon as the request before is done.</summary>
    public Duration? At { get; init; }

    /// <summary>How many times.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Pause between an answer and the next time it asks.</summary>
    public Duration Every { get; init; }

    /// <summary>How long it keeps what it got; null: to the end.</summary>
    public Duration? Hold { get; init; }

    /// <summary>The size it gives back, if it is mistaken; null: what it asked for.</summary>
    public long? FreeSize { get; init; }
}

/// <summary>
/// A driver: goes through its list of requests, one call at a time, holds what it gets and gives it back when its time is
/// over. Calls and frees go through one thread, so a free may wait for a call.
/// </summary>
public sealed class Driver(ActorId allocator, ImmutableArray<DriverRequest> requests) : IBehaviour<DriverState>
{
    private const int AskTimer = -1;

    public DriverState Receive(DriverState self, in Envelope envelope, IOutbox outbox) =>
        (self.WaitingOn, envelope.Message) switch
        {
            (DriverWait.Start, Start) => PlanAsk(self with { WaitingOn = DriverWait.Time }, Duration.Zero, outbox),
            (DriverWait.Time, AskDue) => Ask(self, outbox),
            (DriverWait.Memory, ContigGranted m) => TakeGranted(self, m, outbox),
            (DriverWait.Memory, ContigRefused m) => TakeRefused(self, m, outbox),
            (DriverWait.Memory, ContigHangs) => Stop(self, ContigOutcome.Spin, null, outbox),
            (DriverWait.Memory, ContigCrashed m) => Stop(self, ContigOutcome.Panic, m.Panic, outbox),
            (DriverWait.Time, FreeDue m) => Free(self, IndexOf(self, m.Grant), outbox),
            (DriverWait.Free, ContigFreed) => GoOn(self, outbox),
            (DriverWait.Free, ContigCrashed) => self with { WaitingOn = DriverWait.Stuck },
            (DriverWait.Stuck, AskDue or FreeDue) => self,
            (_, AskDue) => self with { IsAskDue = true },
            (_, FreeDue m) => MarkDue(self, IndexOf(self, m.Grant)),
            _ => throw new UnexpectedMessageException(nameof(Driver), self.WaitingOn, envelope.Message),
        };

    // The next call: not before the pause is over, nor before its own time.
    private DriverState PlanAsk(DriverState self, Duration pause, IOutbox outbox)
    {
        if (self.Request == requests.Length)
            return self;

        var due = outbox.Now + pause;
        if (self.Asked == 0 && requests[self.Request].At is { } at)
            due = Tick.Later(due, default(Tick) + at);

        outbox.StartTimer(AskTimer, new AskDue(), due - outbox.Now);
        return self;
    }

    private DriverState Ask(DriverState self, IOutbox outbox)
    {
        outbox.Tell(allocator, requests[self.Request].Call);
        return self with { WaitingOn = DriverWait.Memory, IsAskDue = false, AskedAt = outbox.Now };
    }

    private DriverState TakeGranted(DriverState self, ContigGranted granted, IOutbox outbox)
    {
        if (requests[self.Request].Hold is { } hold)
            outbox.StartTimer(self.Grants, new FreeDue(self.Grants), hold);

        var result = Result(self, ContigOutcome.Granted, outbox) with
        {
            First = granted.First,
            PhysicalAddress = granted.PhysicalAddress,
            Passes = granted.Passes,
            PagesLaundered = granted.PagesLaundered,
        };
        var held = new HeldMemory(self.Grants, self.Request, granted.First, granted.Pages, granted.KernelAddress, IsDue: false);
        return Answered(self with { Grants = self.Grants + 1, Held = self.Held.Add(held) }, result, outbox);
    }

    private DriverState TakeRefused(DriverState self, ContigRefused refused, IOutbox outbox)
    {
        var result = Result(self, ContigOutcome.Refused, outbox) with
        {
            Passes = refused.Passes,
            PagesLaundered = refused.PagesLaundered,
        };
        return Answered(self, result, outbox);
    }

    private DriverState Stop(DriverState self, ContigOutcome outcome, string? panic, IOutbox outbox) => self with
    {
        WaitingOn = DriverWait.Stuck,
        Results = self.Results.Add(Result(self, outcome, outbox) with { Panic = panic }),
    };

    private ContigResult Result(DriverState self, ContigOutcome outcome, IOutbox outbox) =>
        new(
            self.Request,
            requests[self.Request].Call.Size,
            outcome,
            PageIndex.None,
            PhysicalAddress: 0,
            self.AskedAt,
            outbox.Now - self.AskedAt,
            PagesLaundered: 0,
            Passes: 0,
            Panic: null);

    private DriverState Answered(DriverState self, ContigResult result, IOutbox outbox)
    {
        var request = requests[self.Request];
        var isLast = self.Asked + 1 == request.Repeat;
        self = self with
        {
            Results = self.Results.Add(result),
            Request = self.Request + (isLast ? 1 : 0),
            Asked = isLast ? 0 : self.Asked + 1,
            AskedAt = default,
        };
        return GoOn(PlanAsk(self, isLast ? Duration.Zero : request.Every, outbox), outbox);
    }

    // The thread is free again: first what should have been freed meanwhile, then what should have been asked.
    private DriverState GoOn(DriverState self, IOutbox outbox)
    {
        for (var index = 0; index < self.Held.Length; index++)
        {
            if (self.Held[index].IsDue)
                return Free(self, index, outbox);
        }

        return self.IsAskDue ? Ask(self, outbox) : self with { WaitingOn = DriverWait.Time };
    }

    private DriverState Free(DriverState self, int index, IOutbox outbox)
    {
        var held = self.Held[index];
        var request = requests[held.Request];
        var (size, type) = (request.FreeSize ?? request.Call.Size, request.Call.Type);
        outbox.Tell(allocator, new FreeContig(held.First, held.KernelAddress, size, type));
        return self with { WaitingOn = DriverWait.Free, Held = self.Held.RemoveAt(index) };
    }

    private static DriverState MarkDue(DriverState self, int index) =>
        self with { Held = self.Held.SetItem(index, self.Held[index] with { IsDue = true }) };

    private static int IndexOf(DriverState self, int grant)
    {
        var index = 0;
        while (self.Held[index].Grant != grant)
            index++;

        return index;
    }
}
