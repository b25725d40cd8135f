namespace ActorVm.Cli.Scenarios;

internal sealed record AlgorithmSection
{
    [Doc("The revision of vm_contig.c to be faithful to, defects included; 1.34 has the old algorithm only, 1.63 is the allocator of 2007, which took the place of both; 'mended' has no defect that is known.")]
    public Revision Revision { get; init; } = Revision.R136;

    /// <summary>Calls begin with contigmalloc1.</summary>
    internal bool IsOld => OldContigmalloc == 1 || Revision == Revision.R134;

    [Key("vm.old_contigmalloc"), Bounds(0, 1), Doc("1 the old algorithm, 0 the new one.")]
    public int OldContigmalloc { get; init; }

    [Key("vm.dma_reserved"), Doc("DragonFly's answer to low memory that is gone late in uptime: so much of the lowest memory behind the kernel is kept for contigmalloc alone.")]
    public ByteSize DmaReserved { get; init; } = new(0);

    [Bounds(1, 100), Doc("Passes of the new algorithm, where not the revision's own number.")]
    public int? Passes { get; init; }

    [Doc("The new algorithm takes each page of a range off the queues as soon as it is free (on), or all of them when the range is complete (off). 'mended' always protects.")]
    public bool ProtectClaimed { get; init; } = true;

    [Doc("fine opens the window in which only the free mutex protects a page; coarse does not.")]
    public Granularity Granularity { get; init; } = Granularity.Coarse;
}

internal enum Revision
{
    [Key("1.34")]
    R134,
    [Key("1.36")]
    R136,
    [Key("1.48")]
    R148,
    [Key("1.45s")]
    R145s,
    [Key("1.51")]
    R151,
    [Key("1.63")]
    R163,
    Mended,
}

internal enum Granularity { Coarse, Fine }
