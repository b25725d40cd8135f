namespace ActorVm.Cli.Vectors;

/// <summary>What one request, or one pass of the page daemon, came to. A field that is null is not recorded.</summary>
internal sealed record VectorRecord
{
    /// <summary>ok, fail, freed, panic, fault, spin; done for a daemon pass.</summary>
    public required string Result { get; init; }

    public string? Message { get; init; }

    /// <summary>First page, of ok only.</summary>
    public int? Start { get; init; }

    public long? Phys { get; init; }

    public IReadOnlyList<PageOut>? Laundered { get; init; }

    /// <summary>How many page-outs there were, where only the first twenty are kept.</summary>
    public int? LaunderedCount { get; init; }

    public string? Map { get; init; }

    public string? InactiveSha { get; init; }

    public string? ActiveSha { get; init; }

    public IReadOnlyDictionary<string, long>? Counts { get; init; }

    public IReadOnlyDictionary<string, long>? Stats { get; init; }

    public string? Trace { get; init; }

    public int? TraceCount { get; init; }

    public string? TraceSha { get; init; }

    /// <summary>Of a daemon pass; null in other vectors.</summary>
    public DaemonRecord? Daemon { get; init; }
}

/// <summary>Further fields of a daemon pass.</summary>
internal sealed record DaemonRecord
{
    public int? Pass { get; init; }

    /// <summary>The map before the asynchronous writes are completed.</summary>
    public string? MapScan { get; init; }

    public IReadOnlyList<int>? Inactive { get; init; }

    public string? ActSha { get; init; }

    public long? PdPages { get; init; }

    public long? Freed { get; init; }

    public long? LockMiss { get; init; }

    public long? Oom { get; init; }

    public long? Syncer { get; init; }

    public long? SwapOut { get; init; }
}

/// <summary>One page-out: swap (s) or vnode (v), the pages of the run, their letters before it and how each came out.</summary>
internal sealed record PageOut(string Pager, IReadOnlyList<int> Pages, string Before, string Outcomes)
{
    public override string ToString() => $"{Pager}[{string.Join(' ', Pages)}] {Before}→{Outcomes}";
}

/// <summary>What executes a vector: the kernel, set up as the vector says, under a chooser that fires its events.</summary>
internal interface IVectorMachine
{
    /// <summary>One record per executed request (or daemon pass), in order; the last may be a panic, fault or spin.</summary>
    IReadOnlyList<VectorRecord> Run(Vector vector, string profile);
}
