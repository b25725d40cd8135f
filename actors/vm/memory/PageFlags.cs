namespace ActorVm.Actors;

/// <summary>The PG_ flags of a page, with the kernel's values.</summary>
/// <remarks>Kernel notes §1.</remarks>
[Flags]
public enum PageFlags : ushort
{
    None = 0,

    /// <summary>Exclusively busy: the page is in transit.</summary>
    Busy = 0x0001,

    /// <summary>Somebody sleeps until the page is no longer busy.</summary>
    Wanted = 0x0002,

    /// <summary>A dirty page that already went once round the inactive queue.</summary>
    WinAtCfls = 0x0004,

    Fictitious = 0x0008,

    /// <summary>May be mapped writable somewhere.</summary>
    Writeable = 0x0010,

    /// <summary>Contents are known to be zero.</summary>
    Zero = 0x0040,

    Referenced = 0x0080,

    /// <summary>To be looked at by the object cleaner under way.</summary>
    CleanChk = 0x0100,

    SwapInProg = 0x0200,

    NoSync = 0x0400,

    /// <summary>Not managed by the queues: kernel memory.</summary>
    Unmanaged = 0x0800,

    /// <summary>Not a page: a place marker in a queue.</summary>
    Marker = 0x1000,
}

/// <summary>What the page tables of the processor say of a page.</summary>
[Flags]
public enum PmapFlags : byte
{
    None = 0,

    /// <summary>Written through a mapping and not yet told to the page's dirty bits.</summary>
    Modified = 1,

    /// <summary>Mapped somewhere: touching it takes no fault.</summary>
    Mapped = 2,

    /// <summary>Not memory: an address between two segments.</summary>
    Hole = 4,
}

/// <summary>Which touches of a page change nothing, not even a bit of the page tables.</summary>
[Flags]
internal enum QuietTouches : byte
{
    None = 0,
    Reads = 1,
    Writes = 2,
}

/// <summary>Which kind of queue a page is on; FREE and CACHE have one queue a colour.</summary>
public enum PageQueue : byte
{
    /// <summary>On none: wired, unmanaged, in transit, or a hole.</summary>
    None,
    Free,
    Inactive,
    Active,
    Cache,

    /// <summary>Freed while somebody still held it.</summary>
    Hold,
}
