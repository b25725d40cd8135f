using System.Collections.Immutable;

namespace ActorVm.Messages;

// A program touches memory, in the order it is spoken. The program is a process in the kernel; what it remembers in the
// middle of a page fault (TouchWork) travels with the message. The queue manager goes through a whole batch of touches:
// pages that are mapped cost no message, faults that need no sleep neither.
//
//   program ──TouchPages──▶ queue manager
//   program ◀── TouchesDone             the batch is through; think, then the next one
//   program ◀── FaultSleepsOnPage       "vmpfw": then PageWoken, when the page is no longer busy, and TouchPages again
//   program ◀── FaultWaitsForMemory     "pfault": then MemoryAvailable, and TouchPages again
//   program ◀── FaultReadsPage          the page is busy and empty
//   program ──GetPage──▶ pager ──PageRead / PageNotInSwap──▶ program ──TouchPages──▶ queue manager
//
//   program ──LockVnode──▶ vnode pager … or program ──LockObject──▶ queue manager ──ObjectLocked──▶ program … UnlockObject
//
// and at the end, for each of its objects:
//
//   program ──DeallocateObject──▶ queue manager ──ObjectDeallocated──▶ program
//   program ◀── DeallocationSleepsOnPage    "objtrm": then PageWoken, and DeallocateObject again
//                                           queue manager ──FreeSwap──▶ swap pager

/// <summary>Which page of its memory a program touches next.</summary>
public enum TouchPattern : byte
{
    /// <summary>One after the other, then from the start again.</summary>
    Sequential,

    /// <summary>All alike.</summary>
    Uniform,

    /// <summary>Page number k with odds of about 1/k.</summary>
    Zipf,

    /// <summary>All alike within a working set, which moves from time to time.</summary>
    Shifting,

    /// <summary>Each one is a choice of the scheduler: for explorations.</summary>
    Any,

    /// <summary>What a real program touched, in its order, then from the start again.</summary>
    Traced,
}

/// <summary>A piece of a program's memory: the first pages of an object.</summary>
public readonly record struct TouchArea(ObjectId Object, int Pages);

/// <summary>How a program uses its memory.</summary>
/// <param name="Areas">Its memory; patterns go over all areas as if they were one.</param>
/// <param name="Pattern">Which page comes next.</param>
/// <param name="WritesPerMillion">Of the touches, how many write.</param>
/// <param name="WorkingSet">With <see cref="TouchPattern.Shifting"/>: pages it works on at a time.</param>
/// <param name="Trace">With <see cref="TouchPattern.Traced"/>: the number of the trace, which the queue manager has.</param>
public sealed record TouchPlan(ImmutableArray<TouchArea> Areas, TouchPattern Pattern, int WritesPerMillion, int WorkingSet = 0, int Trace = 0) : ITold
{
    /// <inheritdoc/>
    public string Told => $"{Pattern}";
}

/// <summary>Where a thread stands in vm_fault.</summary>
public enum FaultStep : byte
{
    /// <summary>In no fault.</summary>
    None,

    /// <summary>Looks the page up; every retry begins here.</summary>
    Look,

    /// <summary>In vm_waitpfault, before the page-queue mutex.</summary>
    WaitForMemory,

    /// <summary>The pager reads the page.</summary>
    Read,

    /// <summary>The pager has nothing: the page is filled with zeroes.</summary>
    ZeroFill,

    /// <summary>Valid: maps it, activates it, and wakes who waited for it.</summary>
    Finish,
}

/// <summary>Everything a program remembers of its touches while others run.</summary>
public record struct TouchWork : ITold
{
    /// <inheritdoc/>
    public readonly string Told => At == FaultStep.None
        ? FormattableString.Invariant($"{TouchesLeft} left")
        : FormattableString.Invariant($"{(IsWrite ? "write" : "read")} object {Object.Value} offset {Offset} at {At}");

    /// <summary>State of the program's own generator.</summary>
    public ulong Random { get; set; }

    /// <summary>Next page of a sequential pattern; first page of the working set of a shifting one; next touch of a traced one.</summary>
    public int Cursor { get; set; }

    public int TouchesLeft { get; set; }

    public FaultStep At { get; set; }

    public ObjectId Object { get; set; }

    public int Offset { get; set; }

    public bool IsWrite { get; set; }

    /// <summary>The page of the fault, once there is one.</summary>
    public PageIndex Page { get; set; }

    /// <summary>It cannot go on without the page-queue mutex, and waits for it.</summary>
    public bool NeedsPageQueues { get; set; }

    /// <summary>It cannot go on without the lock of <see cref="Object"/>, and waits for it.</summary>
    public bool NeedsObject { get; set; }

    /// <summary>Faults of this batch.</summary>
    public int Faults { get; set; }
}

/// <summary>Program → queue manager: touch on.</summary>
public sealed record TouchPages(TouchPlan Plan, TouchWork Work) : Message;

/// <summary>Queue manager → program: all touched.</summary>
public sealed record TouchesDone(TouchWork Work) : Message;

/// <summary>Queue manager → program: asleep on a busy page ("vmpfw").</summary>
public sealed record FaultSleepsOnPage(TouchWork Work) : Message;

/// <summary>Queue manager → program: asleep until there is memory (vm_waitpfault, "pfault").</summary>
public sealed record FaultWaitsForMemory(TouchWork Work) : Message;

/// <summary>Queue manager → program: this pager must be asked.</summary>
public sealed record FaultReadsPage(TouchWork Work, GetPage Get, bool IsVnode) : Message;

/// <summary>Thread → queue manager: the lock of this object, kept from one step to the next.</summary>
public sealed record LockObject(ObjectId Object) : Message;

/// <summary>Queue manager → thread: it is yours.</summary>
public sealed record ObjectLocked(ObjectId Object) : Message;

/// <summary>Thread → queue manager: no longer needed.</summary>
public sealed record UnlockObject(ObjectId Object) : Message;

/// <summary>Program → queue manager: vm_object_deallocate: one reference less; the last one ends a swap-backed object.</summary>
public sealed record DeallocateObject(ObjectId Object) : Message;

/// <summary>Queue manager → program: asleep until a page-out of the object's pages is over ("objtrm").</summary>
public sealed record DeallocationSleepsOnPage(PageIndex Page) : Message;

/// <summary>Queue manager → program: done.</summary>
public sealed record ObjectDeallocated : Message;

/// <summary>Process table → program: "out of swap space". It exits as soon as it can.</summary>
public sealed record KillProgram : Message;

/// <summary>Program → itself: the time to think, or before the start, is over.</summary>
public sealed record BatchDue : Message;

/// <summary>Program → itself: it held the lock long enough.</summary>
public sealed record LockTimeOver : Message;

/// <summary>Program → itself: time to exit.</summary>
public sealed record ExitDue : Message;
