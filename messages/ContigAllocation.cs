namespace ActorVm.Messages;

// One contigmalloc(9), in the order it is spoken. The allocator is the calling thread in the kernel; what it remembers
// (ContigWork) travels with the message, like its stack. The queue manager runs the thread's code on the page queues
// until the next point where the kernel drops its locks or sleeps: one step.
//
//   driver ──AllocateContig──▶ allocator ──ContinueContig──▶ queue manager
//                              allocator ◀── ContigAtFreeMutex     (granularity fine) anybody may take a free page now
//                              allocator ◀── ContigSleepsOnPage    then PageWoken when the page is no longer busy
//                              allocator ◀── ContigPutsPages       the pager is asked, ContigPagesWritten carries the answer back
//                              allocator ◀── ContigCleansObject    the vnode is locked first
//                              allocator ◀── ContigCleaned         the vnode can be unlocked
//                              allocator ◀── ContigSpins           for ever, with the page-queue mutex held
//                              allocator ◀── ContigExhausted       no memory
//                              allocator ◀── ContigClaimed         the pages are off every queue
//                              allocator ──FindSpace──▶ kernel map ──SpaceFound / NoSpace──▶ allocator
//                              allocator ──MapContig / ReleaseContig / AbandonContig──▶ queue manager
//                              allocator ──CountAllocated──▶ malloc statistics
//   driver ◀──ContigGranted / ContigRefused── allocator

/// <summary>Which contigmalloc.</summary>
public enum ContigAlgorithm : byte
{
    /// <summary><c>vm.old_contigmalloc=1</c>: contigmalloc1.</summary>
    Old,

    /// <summary><c>vm.old_contigmalloc=0</c>: vm_page_alloc_contig and contigmalloc2.</summary>
    New,
}

/// <summary>The flags of malloc(9) that callers pass.</summary>
[Flags]
public enum MallocFlags
{
    None = 0,

    /// <summary>M_NOWAIT: "do not sleep". The kernel of 2004 ignores it here.</summary>
    NoWait = 0x0001,

    /// <summary>M_WAITOK: "may sleep until there is memory". Ignored as well.</summary>
    WaitOk = 0x0002,

    /// <summary>M_ZERO: cleared memory, please.</summary>
    Zero = 0x0100,
}

/// <summary>Driver → allocator: <c>contigmalloc(size, type, flags, low, high, alignment, boundary)</c>; all in bytes, as the caller wrote them.</summary>
/// <param name="Size">Wanted bytes; rounded up to pages.</param>
/// <param name="Low">Lowest physical address.</param>
/// <param name="High">First physical address that is too high.</param>
/// <param name="Alignment">Of the physical address; a power of two.</param>
/// <param name="Boundary">The range must not cross a multiple of this power of two; 0 none.</param>
/// <param name="Flags">How.</param>
/// <param name="Type">Malloc type, for the statistics.</param>
/// <param name="IsMapped">False: the pages only, by <c>vm_page_alloc_contig</c>, which needs no addresses and keeps no statistics.</param>
public sealed record AllocateContig(
    long Size, ulong Low, ulong High, ulong Alignment, ulong Boundary, MallocFlags Flags, string Type, bool IsMapped = true) : Message, ITold
{
    /// <inheritdoc/>
    public string Told => FormattableString.Invariant($"{PageSize.PagesOf(Size)} pages {Flags}");
}

/// <summary>Allocator → driver: your memory, with what it cost. Kernel address 0: not mapped.</summary>
public sealed record ContigGranted(PageIndex First, int Pages, long PhysicalAddress, long KernelAddress, int Passes, int PagesLaundered) : Message;

/// <summary>Allocator → driver: NULL, with what it cost.</summary>
public sealed record ContigRefused(int Passes, int PagesLaundered) : Message;

/// <summary>
/// Driver → allocator: contigfree(9) of what was granted (<c>vm_page_release_contig</c>, if it is not mapped).
/// <paramref name="Size"/> as the caller says it was asked for.
/// </summary>
public sealed record FreeContig(PageIndex First, long KernelAddress, long Size, string Type) : Message;

/// <summary>Allocator → driver: freed.</summary>
public sealed record ContigFreed : Message;

/// <summary>Allocator → queue manager: run this thread on.</summary>
public sealed record ContinueContig(ContigWork Work) : Message;

/// <summary>Allocator → queue manager: the pager has answered; run this thread on.</summary>
public sealed record ContigPagesWritten(ContigWork Work, PagesWritten Written) : Message;

/// <summary>Queue manager → allocator: about to take the free mutex; a free page can still be taken by others.</summary>
public sealed record ContigAtFreeMutex(ContigWork Work) : Message;

/// <summary>Queue manager → allocator: asleep on a busy page ("vpctw0", "vpcwai").</summary>
public sealed record ContigSleepsOnPage(ContigWork Work, PageIndex Page) : Message;

/// <summary>Queue manager → allocator: these pages must be written before it can go on ("swwrt").</summary>
public sealed record ContigPutsPages(ContigWork Work, PutPages Put, bool IsVnode) : Message;

/// <summary>Queue manager → allocator: the vnode of this object must be locked before it can go on.</summary>
/// <param name="Work">Where it stands.</param>
/// <param name="Object">The vnode's object.</param>
/// <param name="MayFail">Rather not at all than wait for it: then <see cref="ContigVnodeBusy"/>.</param>
public sealed record ContigCleansObject(ContigWork Work, ObjectId Object, bool MayFail) : Message;

/// <summary>Allocator → queue manager: the vnode was not to be had; run this thread on.</summary>
public sealed record ContigVnodeBusy(ContigWork Work) : Message;

/// <summary>Queue manager → allocator: the object is clean as far as it goes; unlock its vnode and run on.</summary>
public sealed record ContigCleaned(ContigWork Work, ObjectId Object) : Message;

/// <summary>Queue manager → allocator: it will never get further.</summary>
public sealed record ContigSpins(ContigWork Work) : Message;

/// <summary>Queue manager → allocator: NULL after all passes.</summary>
public sealed record ContigExhausted(ContigWork Work) : Message;

/// <summary>Queue manager → allocator: the pages are off every queue and nobody's.</summary>
public sealed record ContigClaimed(ContigWork Work, PageIndex First, int Pages) : Message;

/// <summary>Allocator → queue manager: contigmalloc2: into the kernel object at this address, zeroed if asked, wired.</summary>
public sealed record MapContig(PageIndex First, int Pages, long KernelAddress, bool Zero, ContigAlgorithm Algorithm) : Message;

/// <summary>Allocator → queue manager: the caller takes the pages as they are. Answered like <see cref="MapContig"/>.</summary>
public sealed record KeepContig(PageIndex First) : Message;

/// <summary>Queue manager → allocator: mapped; the physical address of the first byte.</summary>
public sealed record ContigMapped(long PhysicalAddress) : Message;

/// <summary>Allocator → queue manager: vm_page_release_contig: back to the free queues.</summary>
public sealed record ReleaseContig(PageIndex First, int Pages) : Message;

/// <summary>Queue manager → allocator: released.</summary>
public sealed record ContigReleased : Message;

/// <summary>Allocator → queue manager: contigmalloc1 found no kernel address space and forgets its pages for ever.</summary>
public sealed record AbandonContig(PageIndex First, int Pages) : Message;

/// <summary>Allocator → queue manager: contigfree: whatever lies at these kernel addresses, out of the kernel object, unwired, freed.</summary>
public sealed record UnmapContig(long KernelAddress, int Pages) : Message;

/// <summary>Queue manager → allocator: done.</summary>
public sealed record ContigUnmapped : Message;
