namespace ActorVm.Cli.Scenarios;

/// <summary>A number of bytes, or a physical address.</summary>
internal readonly record struct ByteSize(long Bytes)
{
    public const long PerPage = 4096;

    /// <summary>Swap space, kernel address space, and a program's objects: page indices in them are 32 bits wide.</summary>
    public const long PagesMax = 1L << 30;

    public static readonly ByteSize Most = new(PagesMax * PerPage);

    /// <summary>How many pages it takes, the last one counted whole.</summary>
    public long Pages => Bytes / PerPage + (Bytes % PerPage == 0 ? 0 : 1);

    public static ByteSize KiB(long count) => new(count << 10);

    public static ByteSize MiB(long count) => new(count << 20);

    public override string ToString() => Bytes switch
    {
        >= 1L << 30 when Bytes % (1L << 30) == 0 => $"{Bytes >> 30} GiB",
        >= 1L << 20 when Bytes % (1L << 20) == 0 => $"{Bytes >> 20} MiB",
        >= 1L << 10 when Bytes % (1L << 10) == 0 => $"{Bytes >> 10} KiB",
        1 => "1 byte",
        _ => $"{Bytes} bytes",
    };
}

/// <summary>A share of a whole or the odds of an event, in millionths: <c>60%</c> or <c>0.6</c>.</summary>
internal readonly record struct Share(int PerMillion)
{
    public const int Whole = 1_000_000;

    public static readonly Share All = new(Whole);

    public override string ToString() => $"{PerMillion / 10_000m:0.####}%";
}

/// <summary>How many are expected: <c>5</c>, <c>1..10</c>, <c>5..</c> (at least) or <c>..5</c> (at most).</summary>
internal readonly record struct CountRange(long Least, long Most)
{
    public bool Holds(long count) => count >= Least && count <= Most;

    public override string ToString() => (Least, Most) switch
    {
        var (least, most) when least == most => $"{least}",
        (_, long.MaxValue) => $"{Least}..",
        (0, _) => $"..{Most}",
        _ => $"{Least}..{Most}",
    };
}
