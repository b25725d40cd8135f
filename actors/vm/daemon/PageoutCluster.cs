using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// Which pages of its object are written together with a page: its neighbours, as long as they are dirty, inactive and
/// nobody's hands are on them. Backward first, to an index that is a multiple of the cluster size; then forward; then
/// backward again while there is room. So files are written in aligned clusters.
/// </summary>
/// <remarks>Kernel notes §5, vm_pageout_clean.</remarks>
internal static class PageoutCluster
{
    public static ImmutableArray<PageIndex> Around(KernelMemory memory, PageIndex page)
    {
        var owner = memory.OwnerOf(page);
        var limit = memory.Thresholds.PageoutPageCount;
        var cluster = ImmutableArray.CreateBuilder<PageIndex>(limit);
        cluster.Add(page);

        var behind = 1;
        var mayGoBack = ExtendBack(memory, owner, ref behind, cluster, limit, toAlignment: true);
        for (var ahead = 1; cluster.Count < limit && owner.Offset + ahead < memory.Object(owner.Object).Size; ahead++)
        {
            var next = memory.Lookup(owner.Object, owner.Offset + ahead);
            if (!Qualifies(memory, next))
                break;

            cluster.Add(next);
        }

        if (mayGoBack)
            ExtendBack(memory, owner, ref behind, cluster, limit, toAlignment: false);

        return cluster.ToImmutable();
    }

    // Whether it stopped at the alignment or for want of room, not at a page that does not qualify.
    private static bool ExtendBack(
        KernelMemory memory, PageOwner owner, ref int behind, ImmutableArray<PageIndex>.Builder cluster, int limit, bool toAlignment)
    {
        while (cluster.Count < limit)
        {
            var previous = behind > owner.Offset ? PageIndex.None : memory.Lookup(owner.Object, owner.Offset - behind);
            if (!Qualifies(memory, previous))
                return false;

            cluster.Insert(0, previous);
            behind++;
            if (toAlignment && (owner.Offset - (behind - 1)) % limit == 0)
                return true;
        }

        return true;
    }

    private static bool Qualifies(KernelMemory memory, PageIndex page)
    {
        if (page.IsNone || memory[page].Queue == PageQueue.Cache || memory[page].IsBusy || memory[page].Has(PageFlags.Unmanaged))
            return false;

        memory.TestDirty(page);
        var state = memory[page];
        return (state.Dirty & state.Valid) != 0 && state is { Queue: PageQueue.Inactive, WireCount: 0, HoldCount: 0 };
    }
}
