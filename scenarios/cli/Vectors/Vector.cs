namespace ActorVm.Cli.Vectors;

/// <summary>One recorded test: a machine, what is asked of it, what happens meanwhile, and what came of it by profile.</summary>
/// <remarks>The names are those of the vector files. Page indices count from the first frame of the first segment.</remarks>
internal sealed record Vector
{
    public required string Id { get; init; }

    /// <summary>old, new or daemon.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Rough outcome of the reference: ok-trivial … spin. Daemon vectors have none and count as <c>daemon</c>.</summary>
    public required string Class { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required VectorMachine Machine { get; init; }

    public required IReadOnlyList<VectorObject> Objects { get; init; }

    /// <summary>One letter an array entry.</summary>
    public required string Pages { get; init; }

    public required IReadOnlyList<OwnedRun> Owners { get; init; }

    public required PageMarks Marks { get; init; }

    /// <summary>From head to tail.</summary>
    public required IReadOnlyList<int> Inactive { get; init; }

    /// <summary>From head to tail.</summary>
    public required IReadOnlyList<int> Active { get; init; }

    public required IReadOnlyList<VectorRequest> Requests { get; init; }

    public required IReadOnlyList<PagerFault> PagerFaults { get; init; }

    /// <summary>Indices of the requests whose KVA search fails.</summary>
    public required IReadOnlyList<int> KvaFaults { get; init; }

    public required IReadOnlyList<VectorEvent> Events { get; init; }

    /// <summary>Only in daemon vectors.</summary>
    public DaemonSetUp? Daemon { get; init; }

    /// <summary>What is expected, by profile; references to another profile are already followed.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<VectorRecord>> Expected { get; init; }
}

internal sealed record VectorMachine(IReadOnlyList<FrameSegment> Segments, int Colors, int FreeSevere, bool VnodeRequeue);

internal readonly record struct FrameSegment(long First, long Count);

/// <summary>A VM object. Trylock and vget fail so many times, −1 always.</summary>
internal sealed record VectorObject(int Id, string Type, bool Dead, bool MightBeDirty, int TrylockFail, int Size, int RefCount, int VgetFail);

/// <summary>Pages from <c>Page</c> on belong to <c>Object</c> from <c>Pindex</c> on.</summary>
internal readonly record struct OwnedRun(int Page, int Count, int Object, int Pindex);

/// <summary>What is set on single pages: hold and busy counts, PG_BUSY, modified in the pmap.</summary>
internal sealed record PageMarks(
    IReadOnlyList<PageCount> Hold, IReadOnlyList<PageCount> Busy, IReadOnlyList<int> PgBusy, IReadOnlyList<int> Modified);

internal readonly record struct PageCount(int Page, int Count);

/// <summary>alloc with the arguments of contigmalloc(9), or free of what the request number <c>Ref</c> got.</summary>
internal sealed record VectorRequest(
    string Op, ulong Size, ulong Low, ulong High, ulong Alignment, ulong Boundary, IReadOnlyList<string> Flags, int Ref);

/// <summary>The next <c>Times</c> writes (−1 all) of this page fail in this way.</summary>
internal sealed record PagerFault(int Page, string Kind, int Times);

/// <summary>Somebody does something when the allocator reaches the point (B or F) for the <c>At</c>-th time.</summary>
internal sealed record VectorEvent(string Point, int At, string Op, int Page, int Object, int Pindex);

internal sealed record DaemonSetUp(
    IReadOnlyList<PageStatistics> PageStats, IReadOnlyDictionary<string, int> Thresholds, int Deficit, int SwapAvail, int SwapFull, IReadOnlyList<int> Passes);

internal readonly record struct PageStatistics(int Page, int ActCount, bool Referenced, int PmapReferences, bool WinAtCfls, bool Writeable);
