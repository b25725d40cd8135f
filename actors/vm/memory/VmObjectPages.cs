using System.Buffers;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>An object and its resident pages by page index: what the kernel keeps in a list and a splay tree.</summary>
internal sealed class VmObjectPages
{
    private const int LearnedLeast = 64;

    private Column<int> pages;
    private VmObject description;
    private ulong fingerprint;

    // By page index: which touches would change nothing. Not part of the state; a fork begins without.
    private QuietTouches[] quiet = [];
    private int learned;

    private VmObjectPages(in VmObject initial, Column<int> pages) => (description, this.pages) = (initial, pages);

    public VmObjectPages(VmObject initial)
        : this(initial, new Column<int>(new CowArray<int>(initial.Size)))
    {
    }

    public VmObject Object
    {
        get => description;
        set => (description, fingerprint) = (value, 0);
    }

    // 0 when it is not known; an object always has the same number.
    public ulong FingerprintAt(int number) => fingerprint != 0 ? fingerprint : fingerprint = Plain.Fingerprint(number, description);

    // Counted only while somebody may look: a count that never ends would tell equal situations apart.
    private int NextGeneration => Object.Generation == 0 ? 0 : Object.Generation + 1;

    /// <summary>The resident page at this index, or none.</summary>
    public PageIndex Lookup(int offset) =>
        offset < 0 || offset >= pages.Length ? PageIndex.None : new(pages[offset] - 1);

    /// <summary>Is it known that such a touch would change nothing?</summary>
    public bool IsQuiet(int offset, QuietTouches touch) =>
        (uint)offset < (uint)quiet.Length && (quiet[offset] & touch) != 0;

    /// <summary>Remembers which touches change nothing from now on, once there have been enough of them; whether it did.</summary>
    public bool Learn(int offset, QuietTouches touches)
    {
        if (quiet.Length == 0 && learned++ > Math.Max(LearnedLeast, Object.Size / 8))
            quiet = new QuietTouches[pages.Length];

        if ((uint)offset >= (uint)quiet.Length)
            return false;

        quiet[offset] = touches;
        return true;
    }

    /// <summary>The page changed: no other touches than these are quiet now.</summary>
    public void Limit(int offset, QuietTouches touches)
    {
        if ((uint)offset < (uint)quiet.Length)
            quiet[offset] &= touches;
    }

    public void Insert(int offset, PageIndex page)
    {
        pages.Own.Grow(offset + 1);
        pages[offset] = page.Value + 1;
        Object = Object with
        {
            Size = Math.Max(Object.Size, offset + 1),
            ResidentPages = Object.ResidentPages + 1,
            Generation = NextGeneration,
        };
    }

    public void Remove(int offset)
    {
        Limit(offset, QuietTouches.None);
        pages[offset] = 0;
        Object = Object with { ResidentPages = Object.ResidentPages - 1, Generation = NextGeneration };
    }

    /// <summary>The first resident index at or after <paramref name="offset"/>, or −1.</summary>
    public int NextResident(int offset) => pages.Shared.NextNonZero(offset);

    public void WriteTo(IBufferWriter<byte> output)
    {
        Plain.Write(output, Object);
        pages.Shared.WriteTo(output);
    }

    public static VmObjectPages ReadFrom(ref ReadOnlySpan<byte> input) =>
        new(Plain.Read<VmObject>(ref input), new Column<int>(CowArray<int>.ReadFrom(ref input)));

    public void WriteChanges(IBufferWriter<byte> output, VmObjectPages? since)
    {
        Plain.Write(output, Object);
        Pages.WriteChanges(output, since?.Pages);
    }

    public static VmObjectPages ReadChanges(ref ReadOnlySpan<byte> input, VmObjectPages? since) =>
        new(Plain.Read<VmObject>(ref input), new Column<int>(CowArray<int>.ReadChanges(ref input, since?.Pages)));

    private CowArray<int> Pages => pages.Shared;

    public VmObjectPages Fork() => new(description, pages.Fork()) { fingerprint = fingerprint };
}
