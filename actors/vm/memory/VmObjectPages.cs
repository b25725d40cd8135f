using System.Buffers;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>An object and its resident pages by page index: what the kernel keeps in a list and a splay tree.</summary>
internal sealed class VmObjectPages(VmObject initial, CowArray<int> pages)
{
    public VmObjectPages(VmObject initial)
        : this(initial, new CowArray<int>(initial.Size))
    {
    }

    public VmObject Object { get; set; } = initial;

    // Counted only while somebody may look: a count that never ends would tell equal situations apart.
    private int NextGeneration => Object.Generation == 0 ? 0 : Object.Generation + 1;

    /// <summary>The resident page at this index, or none.</summary>
    public PageIndex Lookup(int offset) =>
        offset < 0 || offset >= pages.Length ? PageIndex.None : new(pages[offset] - 1);

    public void Insert(int offset, PageIndex page)
    {
        pages.Grow(offset + 1);
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
        pages[offset] = 0;
        Object = Object with { ResidentPages = Object.ResidentPages - 1, Generation = NextGeneration };
    }

    /// <summary>The first resident index at or after <paramref name="offset"/>, or −1.</summary>
    public int NextResident(int offset) => pages.NextNonZero(offset);

    public void WriteTo(IBufferWriter<byte> output)
    {
        Plain.Write(output, Object);
        pages.WriteTo(output);
    }

    public static VmObjectPages ReadFrom(ref ReadOnlySpan<byte> input) =>
        new(Plain.Read<VmObject>(ref input), CowArray<int>.ReadFrom(ref input));

    public void WriteChanges(IBufferWriter<byte> output, VmObjectPages? since)
    {
        Plain.Write(output, Object);
        pages.WriteChanges(output, since?.Pages);
    }

    public static VmObjectPages ReadChanges(ref ReadOnlySpan<byte> input, VmObjectPages? since) =>
        new(Plain.Read<VmObject>(ref input), CowArray<int>.ReadChanges(ref input, since?.Pages));

    private CowArray<int> Pages => pages;

    public VmObjectPages Fork(object mine, object theirs) => new(Object, pages.Fork(mine, theirs));
}
