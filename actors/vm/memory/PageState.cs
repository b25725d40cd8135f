using System.Runtime.InteropServices;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>The small fields of a page: 16 bytes without padding, since fingerprints read them whole.</summary>
/// <remarks>Kernel notes §1.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PageState
{
    /// <summary>All 512-byte pieces of a page, for <see cref="Valid"/> and <see cref="Dirty"/>.</summary>
    public const byte AllBits = 0xff;

    public PageFlags Flags { get; init; }

    /// <summary>Number of wirings; above zero the page is on no queue.</summary>
    public ushort WireCount { get; init; }

    /// <summary>Temporary holds; they do not take the page off its queue.</summary>
    public short HoldCount { get; init; }

    /// <summary>Copy-on-write sharers of a zero-copy send.</summary>
    public ushort Cow { get; init; }

    public PageQueue Queue { get; init; }

    /// <summary><c>pc</c>: which of the FREE and CACHE queues is this page's; constant.</summary>
    public byte Colour { get; init; }

    /// <summary>Activity, 0 … 64.</summary>
    public byte ActCount { get; init; }

    /// <summary>Soft busy count: page-outs and buffer I/O in progress.</summary>
    public byte Busy { get; init; }

    /// <summary>One bit per 512 bytes.</summary>
    public byte Valid { get; init; }

    /// <summary>One bit per 512 bytes.</summary>
    public byte Dirty { get; init; }

    /// <summary>Times the page was referenced through mappings since somebody asked.</summary>
    public byte PmapReferences { get; init; }

    public PmapFlags Pmap { get; init; }

    public bool Has(PageFlags flags) => (Flags & flags) != 0;

    public bool IsModified => (Pmap & PmapFlags.Modified) != 0;

    public bool IsHole => (Pmap & PmapFlags.Hole) != 0;

    public bool IsFreeOrCache => Queue is PageQueue.Free or PageQueue.Cache;

    /// <summary>Busy in either way.</summary>
    public bool IsBusy => Busy != 0 || Has(PageFlags.Busy);

    /// <summary>Touches that would change nothing: the page is mapped as they need it, and what they leave behind is there already.</summary>
    internal QuietTouches Quiet
    {
        get
        {
            if ((Pmap & PmapFlags.Mapped) == 0 || PmapReferences == 0)
                return QuietTouches.None;

            return IsModified && Has(PageFlags.Writeable) ? QuietTouches.Reads | QuietTouches.Writes : QuietTouches.Reads;
        }
    }

    public PageState With(PageFlags flags) => this with { Flags = Flags | flags };

    public PageState Without(PageFlags flags) => this with { Flags = Flags & ~flags };

    public PageState WithPmap(PmapFlags flags) => this with { Pmap = Pmap | flags };

    public PageState WithoutPmap(PmapFlags flags) => this with { Pmap = Pmap & ~flags };
}

/// <summary>Where a page stands in its queue. Stored plus one, so that a page on no queue is all zeroes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PageLinks
{
    private readonly int next;
    private readonly int previous;

    public PageLinks(PageIndex next, PageIndex previous) => (this.next, this.previous) = (next.Value + 1, previous.Value + 1);

    public PageIndex Next => new(next - 1);

    public PageIndex Previous => new(previous - 1);
}

/// <summary>The object a page belongs to, and its page index there. Stored plus one, so that no owner is all zeroes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PageOwner
{
    private readonly int objectNumber;

    public PageOwner(ObjectId owner, int offset) => (objectNumber, Offset) = (owner.Value + 1, offset);

    public ObjectId Object => new(objectNumber - 1);

    /// <summary><c>pindex</c>: which page of the object this is.</summary>
    public int Offset { get; }

    public bool IsNone => objectNumber == 0;
}
