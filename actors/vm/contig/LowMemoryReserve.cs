using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// Low memory that is set aside at boot for contigmalloc, as DragonFly does it: who must have low memory asks here first,
/// who can take any asks here last. What is in it is wired and nobody's; what is handed out belongs to the kernel's object.
/// </summary>
/// <remarks>History H24. Nobody else ever gets these pages, so they cannot be fragmented by programs, only by drivers.</remarks>
public readonly record struct LowMemoryReserve(PageIndex First, int Pages)
{
    public static readonly LowMemoryReserve None;

    /// <summary>Sets the pages aside; they must be free since boot.</summary>
    public void SetAside(KernelMemory memory)
    {
        for (var page = First; page < End; page += 1)
        {
            if (!memory[page].IsHole)
                memory.Place(page, new PagePlacement { IsWired = true });
        }
    }

    public bool Contains(PageIndex page) => page >= First && page < End;

    /// <summary>Pages handed out.</summary>
    public int CountUsed(KernelMemory memory)
    {
        var used = 0;
        for (var page = First; page < End; page += 1)
            used += memory[page].IsHole || IsFree(memory, page) ? 0 : 1;

        return used;
    }

    private PageIndex End => First + Pages;

    /// <summary>Is there a reserve, and would this request not be content with any memory?</summary>
    internal bool IsForRestricted(KernelMemory memory, in ContigWork work) =>
        Pages > 0 && work.High <= (ulong)memory.AddressOf(new PageIndex(memory.Length - 1));

    /// <summary>Takes the highest range that fits: claimed like any other.</summary>
    internal bool TryTake(KernelMemory memory, ref ContigWork work)
    {
        var length = 0;
        for (var page = End - 1; Pages > 0 && page >= First; page -= 1)
        {
            memory.Examined++;
            length = IsFree(memory, page) ? length + 1 : 0;
            if (length < work.Pages || !Fits(work, (ulong)memory.AddressOf(page)))
                continue;

            work.Start = page.Value;
            for (var taken = page; taken - page < work.Pages; taken += 1)
                Take(memory, taken);

            return true;
        }

        return false;
    }

    /// <summary>Takes a page back, out of its object.</summary>
    internal static void PutBack(KernelMemory memory, PageIndex page)
    {
        memory.RemoveFromObject(page);
        memory.Wire(page);
    }

    private static bool Fits(in ContigWork work, ulong address) =>
        address >= work.Low && address + ContigSearch.SizeOf(work) <= work.High && ContigSearch.IsAligned(work, address);

    private static bool IsFree(KernelMemory memory, PageIndex page) => memory[page].WireCount > 0 && memory.OwnerOf(page).IsNone;

    private static void Take(KernelMemory memory, PageIndex page)
    {
        memory[page] = memory[page] with { Flags = PageFlags.Unmanaged, Valid = PageState.AllBits };
        memory.Unwire(page, activate: false);
        memory.Trace?.Happened(KernelEvent.Claim, page.Value);
    }
}
