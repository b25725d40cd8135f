namespace ActorVm.Messages;

/// <summary>Where a thread stands in contigmalloc.</summary>
public enum ContigStep : byte
{
    Begin,
    Pass,
    Scan,
    Page,
    Claim,
    Laundered,

    // contigmalloc1 only
    LockFree,
    TakeCached,
    LockFreeAgain,
    LaunderInactive,
    LaunderedInactive,
    LaunderActive,
    LaunderedActive,
}

/// <summary>Everything a thread in contigmalloc remembers while others run: the local variables of the kernel's functions.</summary>
public record struct ContigWork : ITold
{
    /// <inheritdoc/>
    public readonly string Told => At == ContigStep.Begin
        ? $"{At}"
        : FormattableString.Invariant($"{At} {Index} of {Start}-{Start + Pages - 1} pass {Pass}");

    public ContigAlgorithm Algorithm { get; set; }

    public int Pages { get; set; }

    public ulong Low { get; set; }

    public ulong High { get; set; }

    public ulong Alignment { get; set; }

    public ulong Boundary { get; set; }

    public ContigStep At { get; set; }

    /// <summary>Which pass, counted up from 0 (contigmalloc1 counts down in the kernel; this is how many are over).</summary>
    public int Pass { get; set; }

    /// <summary>First page of the window looked at. Wide enough for the kernel's unsigned arithmetic to be told apart.</summary>
    public long Start { get; set; }

    /// <summary>The page of the window that is handled now.</summary>
    public int Index { get; set; }

    /// <summary>Tries to claim the page at <see cref="Index"/> that failed in a row.</summary>
    public int Spins { get; set; }

    /// <summary>contigmalloc1: laundering calls spent on INACTIVE and ACTIVE, and how many are allowed.</summary>
    public int InactiveSpent { get; set; }

    public int InactiveMax { get; set; }

    public int ActiveSpent { get; set; }

    public int ActiveMax { get; set; }

    /// <summary>The mended algorithm: pages of the window that had to be written.</summary>
    public int Cost { get; set; }

    /// <summary>M_NOWAIT, for the one revision that heeds it.</summary>
    public bool MustNotSleep { get; set; }

    public LaunderWork Launder { get; set; }

    public CleanWork Clean { get; set; }

    /// <summary>Pages handed to pagers for this request.</summary>
    public int PagesLaundered { get; set; }
}

/// <summary>Where a thread stands in vm_contig_launder_page.</summary>
public enum LaunderStep : byte { Idle, Asleep, Writing, LockingVnode, Cleaning }

/// <summary>How vm_contig_launder_page ended.</summary>
public enum LaunderResult : byte
{
    /// <summary>0: handled, whatever that changed.</summary>
    Handled,

    /// <summary>EAGAIN: its object is locked.</summary>
    Again,

    /// <summary>EBUSY: it was busy; slept.</summary>
    Busy,
}

/// <summary>The local variables of vm_contig_launder_page.</summary>
public record struct LaunderWork
{
    public LaunderStep At { get; set; }

    public PageIndex Page { get; set; }

    public ObjectId Object { get; set; }

    public LaunderResult Result { get; set; }
}

/// <summary>Where a thread stands in vm_object_page_clean.</summary>
public enum CleanStep : byte { Idle, Sequential, Protect, Rescan, Walk, Asleep, Flushing }

/// <summary>The local variables of vm_object_page_clean and vm_object_page_collect_flush.</summary>
public record struct CleanWork
{
    public CleanStep At { get; set; }

    public ObjectId Object { get; set; }

    /// <summary>Size of the object when cleaning began.</summary>
    public int End { get; set; }

    /// <summary>First attempt, in index order; false: the walk over pages marked PG_CLEANCHK.</summary>
    public bool IsSequential { get; set; }

    /// <summary>Index looked at.</summary>
    public int Scan { get; set; }

    /// <summary>Misses in a row that are still allowed.</summary>
    public int MissesLeft { get; set; }

    public int MissesAllowed { get; set; }

    /// <summary>The object's generation when this run began.</summary>
    public int Generation { get; set; }

    /// <summary>Index of the resident page behind the one the walk took from the list; −1 none.</summary>
    public int Next { get; set; }

    /// <summary>The page the current run was built around.</summary>
    public PageIndex Page { get; set; }

    /// <summary>Pages of the run before and behind it.</summary>
    public int Behind { get; set; }

    public int Ahead { get; set; }
}
