namespace ActorVm.Actors;

/// <summary>Which text of vm_contig.c is followed, as the differences that can be observed.</summary>
/// <remarks>Kernel notes §9.2 to §9.5; history A.</remarks>
public sealed record KernelRevision(string Name)
{
    /// <summary>Before June 2004: contigmalloc1 alone, which launders as long as there is anything to launder.</summary>
    public static readonly KernelRevision R134 = new("1.34")
    {
        IsOldOnly = true,
        OldPasses = 2,
        LaundersWithoutEnd = true,
        LocksObjectOfWokenPage = true,
    };

    /// <summary>19 July 2004, reconstructed.</summary>
    public static readonly KernelRevision R136 = new("1.36") { Passes = 3 };

    /// <summary>What 1.37 to 1.47 meant: as 1.48, before its switch became a chain of ifs.</summary>
    public static readonly KernelRevision R145S = new("1.45s")
    {
        Passes = 2,
        GoesDownwards = true,
        ChecksCachedPages = true,
        LeaksAtCachedConflict = true,
    };

    /// <summary>January 2006, exact.</summary>
    public static readonly KernelRevision R148 = R145S with
    {
        Name = "1.48",
        LeavesLoopAfterLaundering = true,
        Daemon = DaemonProfile.D2006,
    };

    /// <summary>8 March 2006, exact.</summary>
    public static readonly KernelRevision R151 = new("1.51")
    {
        Passes = 2,
        GoesDownwards = true,
        ChecksCachedPages = true,
        SkipsDeadObjects = true,
        RemembersStart = true,
        Daemon = DaemonProfile.D2006,
    };

    /// <summary>September 2007, as far as history tells: vm_phys_alloc_contig, three tries to make room, M_NOWAIT heeded.</summary>
    public static readonly KernelRevision R163 = new("1.63")
    {
        Passes = 4,
        SearchesFreeLists = true,
        ChecksCachedPages = true,
        SkipsDeadObjects = true,
        Daemon = DaemonProfile.D2006,
    };

    /// <summary>Not a text of the kernel: ours, with the known defects repaired, whichever algorithm is asked for.</summary>
    public static readonly KernelRevision Mended = new("mended") { Passes = 1, IsMended = true, Daemon = DaemonProfile.D2006 };

    /// <summary>Passes of the new algorithm.</summary>
    public int Passes { get; init; }

    /// <summary>Passes of the old one, the last without laundering unless it launders without end.</summary>
    public int OldPasses { get; init; } = 3;

    /// <summary>There is no new algorithm yet.</summary>
    public bool IsOldOnly { get; init; }

    /// <summary>The old algorithm launders in every pass until neither queue yields anything (H1, H2); clean pages are cached in passing, a sleep counts as progress.</summary>
    public bool LaundersWithoutEnd { get; init; }

    /// <summary>vm_page_sleep_if_busy locks, after the sleep, the object that the page belongs to by then (H22).</summary>
    public bool LocksObjectOfWokenPage { get; init; }

    /// <summary>contigmalloc is <see cref="PhysAllocContig"/>, and there is no other.</summary>
    public bool SearchesFreeLists { get; init; }

    /// <summary>There is no old algorithm any more, M_NOWAIT does not sleep, M_ZERO looks at each page, failed calls are not counted.</summary>
    public bool IsLater => IsMended || SearchesFreeLists;

    /// <summary>contigmalloc is <see cref="MendedContig"/>, and what surrounds it is mended as well.</summary>
    public bool IsMended { get; init; }

    /// <summary>The new algorithm checks and claims windows from their high end, and skips below a conflict.</summary>
    public bool GoesDownwards { get; init; }

    /// <summary>A cached page that cannot be had loses the pages claimed above it (H12).</summary>
    public bool LeaksAtCachedConflict { get; init; }

    /// <summary>A page made free or cached by laundering ends the claiming: the window is returned half claimed (H8).</summary>
    public bool LeavesLoopAfterLaundering { get; init; }

    /// <summary>Held and busy pages on CACHE are left alone (from December 2004 on).</summary>
    public bool ChecksCachedPages { get; init; }

    /// <summary>Laundering leaves dirty pages of OBJ_DEAD objects alone, and keeps a reference to the others.</summary>
    public bool SkipsDeadObjects { get; init; }

    /// <summary>vn_start_write around the cleaning of a file, from 1.50 on.</summary>
    public bool StartsFileWrites => SkipsDeadObjects || IsMended;

    /// <summary>The new algorithm goes on where the last call ended (statics np and start).</summary>
    public bool RemembersStart { get; init; }

    /// <summary>The page daemon of the same time.</summary>
    public DaemonProfile Daemon { get; init; } = DaemonProfile.D2004;

    /// <summary>The revision of that name, or null.</summary>
    public static KernelRevision? Find(string name) => Array.Find([R134, R136, R145S, R148, R151, R163, Mended], revision => revision.Name == name);
}
