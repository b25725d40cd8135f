using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

internal sealed record DriverSection
{
    public required string Name { get; init; }

    [Doc("What it asks for, one after the other.")]
    public required IReadOnlyList<RequestSection> Requests { get; init; }
}

/// <summary>The arguments of contigmalloc(9), and how often and how long.</summary>
internal sealed record RequestSection
{
    public required ByteSize Size { get; init; }

    [Doc("Lowest physical address.")]
    public ByteSize Low { get; init; } = new(0);

    [Doc("End of the range, exclusive: a mask such as 0xffffff forbids the last page below 16 MiB.")]
    public ByteSize High { get; init; } = new(uint.MaxValue);

    [Doc("A power of two.")]
    public ByteSize Alignment { get; init; } = new(ByteSize.PerPage);

    [Doc("A power of two the range does not cross; 0 is none.")]
    public ByteSize Boundary { get; init; } = new(0);

    public IReadOnlyList<MallocFlag> Flags { get; init; } = [];

    [Doc("Malloc type, for the statistics.")]
    public string Type { get; init; } = "devbuf";

    [Doc("When it asks; left out, as soon as the request before is done.")]
    public Duration? At { get; init; }

    [Bounds(1, 1_000_000), Doc("How many times it asks.")]
    public int Repeat { get; init; } = 1;

    [Doc("Pause between one answer and the next time it asks.")]
    public Duration Every { get; init; } = Duration.Zero;

    [Doc("How long it keeps what it got before contigfree; left out, to the end.")]
    public Duration? Hold { get; init; }

    [Doc("The size it tells contigfree, if that is not the one it asked for: a driver that is mistaken.")]
    public ByteSize? FreeSize { get; init; }

    [Doc("Without KVA and mapping: vm_page_alloc_contig and vm_page_release_contig.")]
    public bool Unmapped { get; init; }

    [Doc("What comes of it. Arguments the kernel panics at, or that no memory can satisfy, are refused unless this says they are meant.")]
    public RequestOutcome? Expect { get; init; }
}

internal enum MallocFlag
{
    [Key("M_NOWAIT")]
    NoWait,
    [Key("M_WAITOK")]
    WaitOk,
    [Key("M_ZERO")]
    Zero,
}

internal enum RequestOutcome { Granted, Refused, Panic, Spin }
