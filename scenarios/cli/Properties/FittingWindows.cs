using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Cli.Properties;

/// <summary>Looks for a range that a request could be given, without regard to how any algorithm would find it.</summary>
internal static class FittingWindows
{
    /// <summary>Nobody uses it: free, or cached and to be had.</summary>
    public static bool IsFree(KernelMemory memory, PageIndex page) => memory[page].Queue switch
    {
        PageQueue.Free => true,
        PageQueue.Cache => IsQuiet(memory, page),
        _ => false,
    };

    /// <summary>Free, or it can be made so; by writing it only if that is allowed.</summary>
    public static bool IsReclaimable(KernelMemory memory, PageIndex page, bool mayWrite)
    {
        var state = memory[page];
        return IsFree(memory, page)
            || (state.Queue is PageQueue.Active or PageQueue.Inactive && IsQuiet(memory, page) && IsPageable(memory, page) && (mayWrite || (state.Dirty == 0 && !state.IsModified)));
    }

    /// <summary>First page of the highest range that keeps the request's limits and has only usable pages; none if there is none.</summary>
    public static PageIndex Find(KernelMemory memory, AllocateContig call, Func<PageIndex, bool> isUsable)
    {
        var (wanted, length) = (PageSize.PagesOf(call.Size), 0);
        for (var page = new PageIndex(memory.Length - 1); page.Value >= 0; page -= 1)
        {
            length = !memory[page].IsHole && isUsable(page) ? length + 1 : 0;
            if (length >= wanted && wanted > 0 && Fits(call, (ulong)memory.AddressOf(page), (ulong)wanted << PageSize.Shift))
            {
                return page;
            }
        }

        return PageIndex.None;
    }

    private static bool Fits(AllocateContig call, ulong first, ulong size) =>
        first >= call.Low
        && first + size <= call.High
        && (call.Alignment <= 1 || (first & (call.Alignment - 1)) == 0)
        && (call.Boundary <= 1 || (first & ~(call.Boundary - 1)) == ((first + size - 1) & ~(call.Boundary - 1)));

    private static bool IsQuiet(KernelMemory memory, PageIndex page)
    {
        var owner = memory.Object(memory.OwnerOf(page).Object);
        return memory[page] is { IsBusy: false, HoldCount: 0 } && owner is { LockHolderPlusOne: 0, TrylockMisses: 0 };
    }

    private static bool IsPageable(KernelMemory memory, PageIndex page) =>
        memory.Object(memory.OwnerOf(page).Object) is { IsDead: false, Type: not ObjectType.Phys };
}
