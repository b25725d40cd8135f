using System.Collections.Immutable;

namespace ActorVm.Messages;

// A page-out, in the order it is spoken. Whoever launders (a contigmalloc caller, the page daemon) marks the pages busy
// with the queue manager, hands them to the pager and comes back with what became of them:
//
//   thread ──PutPages──▶ swap pager ──StartIo──▶ disk ──IoDone──▶ swap pager ──PagesWritten──▶ thread
//   thread ──PutPages──▶ vnode pager ──BeginFileWrite──▶ queue manager ──FileWriteBegun──▶ vnode pager
//                        vnode pager ──StartIo──▶ disk ──IoDone──▶ vnode pager ──PagesWritten──▶ thread
//
// An asynchronous swap write answers PagesPending at once and tells the queue manager itself when it is done
// (SwapWriteDone). An asynchronous file write answers PagesWritten when it has begun; the buffer cache keeps the pages
// until the disk has them (FileWriteDone).

/// <summary>What became of one page of a page-out.</summary>
/// <remarks>Kernel notes §5, §6: VM_PAGER_* statuses, and how the swap pager's own completion ends.</remarks>
public enum PageOutStatus : byte
{
    /// <summary>OK: written.</summary>
    Ok,

    /// <summary>OK as far as the pager says, but the write failed and the page is still dirty.</summary>
    OkButDirty,

    /// <summary>The same, for want of space in the file system.</summary>
    OkButNoSpace,

    /// <summary>BAD: beyond the end of the file; the changes are dropped.</summary>
    Bad,

    /// <summary>FAIL: not written; the page is activated.</summary>
    Fail,

    /// <summary>AGAIN: not written this time.</summary>
    Again,

    /// <summary>PEND, and completed well by the swap pager.</summary>
    SwapDone,

    /// <summary>PEND, and completed with a write error.</summary>
    SwapError,

    /// <summary>FAIL for want of swap space.</summary>
    NoSpace,
}

/// <summary>Thread → pager: write these pages of one object. Answered by <see cref="PagesWritten"/> or <see cref="PagesPending"/>.</summary>
/// <param name="Object">Whose pages they are.</param>
/// <param name="Offset">Page index of the first one in the object; they follow each other.</param>
/// <param name="Pages">The pages, all busy and write-protected.</param>
/// <param name="IsSync">The caller waits for the disk.</param>
public sealed record PutPages(ObjectId Object, int Offset, ImmutableArray<PageIndex> Pages, bool IsSync) : Message;

/// <summary>Pager → thread: what became of them, page by page.</summary>
/// <param name="Object">Whose pages.</param>
/// <param name="Pages">Which.</param>
/// <param name="Outcomes">How each ended.</param>
/// <param name="InBuffers">The write goes on without the thread: the buffer cache keeps the pages until the disk has them.</param>
public sealed record PagesWritten(
    ObjectId Object, ImmutableArray<PageIndex> Pages, ImmutableArray<PageOutStatus> Outcomes, bool InBuffers = false) : Message;

/// <summary>Swap pager → thread: under way (PEND); the queue manager will hear how it ended.</summary>
public sealed record PagesPending(ObjectId Object, ImmutableArray<PageIndex> Pages) : Message;

/// <summary>Swap pager → queue manager: an asynchronous write ended.</summary>
public sealed record SwapWriteDone(ObjectId Object, ImmutableArray<PageIndex> Pages, ImmutableArray<PageOutStatus> Outcomes) : Message;

/// <summary>Swap pager → queue manager: the thread must sleep for one of the few buffers ("wswbuf1"), so it gives Giant up.</summary>
public sealed record SleepsForBuffer(ActorId Thread) : Message;

/// <summary>Vnode pager → queue manager: the buffer cache takes the pages for the write.</summary>
/// <param name="Pages">The run.</param>
/// <param name="Outcomes">How each will end.</param>
/// <param name="IsSync">The writer waits for the disk; else the buffers keep the pages until <see cref="FileWriteDone"/>.</param>
public sealed record BeginFileWrite(ImmutableArray<PageIndex> Pages, ImmutableArray<PageOutStatus> Outcomes, bool IsSync) : Message;

/// <summary>Queue manager → vnode pager: taken.</summary>
public sealed record FileWriteBegun : Message;

/// <summary>Vnode pager → queue manager: the disk has what the buffer cache wrote on its own; it lets go of the pages.</summary>
public sealed record FileWriteDone(ImmutableArray<PageIndex> Pages, ImmutableArray<PageOutStatus> Outcomes) : Message;

/// <summary>Thread → pager: read this page of an object into memory.</summary>
public sealed record GetPage(ObjectId Object, int Offset, PageIndex Page) : Message;

/// <summary>Pager → thread: read.</summary>
public sealed record PageRead(PageIndex Page) : Message;

/// <summary>Swap pager → thread: never written to swap; fill it with zeroes.</summary>
public sealed record PageNotInSwap(PageIndex Page) : Message;

/// <summary>Queue manager → swap pager: the object is gone, and with it its swap space.</summary>
public sealed record FreeSwap(ObjectId Object) : Message;
