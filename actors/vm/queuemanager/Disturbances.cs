using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What another processor may do to a page at an interleaving point, each if the page allows it.</summary>
internal static class Disturbances
{
    public static void Apply(KernelMemory memory, Disturb disturb)
    {
        var isPossible = IsPossible(memory, disturb, memory[disturb.Page]);
        if (isPossible)
            Change(memory, disturb, disturb.Page);

        memory.Trace?.Happened(isPossible ? KernelEvent.Disturbed : KernelEvent.NotDisturbed, disturb.Page.Value);
    }

    private static void Change(KernelMemory memory, Disturb disturb, PageIndex page)
    {
        switch (disturb.Kind)
        {
            case DisturbanceKind.Touch: memory.Activate(page); break;
            case DisturbanceKind.Dirty: MakeDirty(memory, page); break;
            case DisturbanceKind.Grab: Grab(memory, disturb); break;
            case DisturbanceKind.Exit: Exit(memory, page); break;
            case DisturbanceKind.Wire: memory.Wire(page); break;
            case DisturbanceKind.Cache: memory.Cache(page); break;
            case DisturbanceKind.Hold: memory.Hold(page); break;
            case DisturbanceKind.Unhold: memory.Unhold(page); break;
            case DisturbanceKind.Reclaim: ObjectTermination.Reclaim(memory, memory.OwnerOf(page).Object); break;
            default: EndBusy(memory, page); break;
        }
    }

    private static bool IsPossible(KernelMemory memory, Disturb disturb, PageState state)
    {
        var isPaging = state.Queue is PageQueue.Active or PageQueue.Inactive;
        return disturb.Kind switch
        {
            DisturbanceKind.Touch => state.Queue is PageQueue.Cache or PageQueue.Inactive && state.WireCount == 0 && !state.IsBusy,
            DisturbanceKind.Dirty => isPaging && !state.IsBusy,
            DisturbanceKind.Grab => state.Queue == PageQueue.Free,
            DisturbanceKind.Exit => (isPaging || state.Queue == PageQueue.Cache) && !memory.OwnerOf(disturb.Page).IsNone
                && !state.IsBusy && state is { HoldCount: 0, WireCount: 0 },
            DisturbanceKind.Wire => isPaging && !state.IsBusy,
            DisturbanceKind.Cache => state is { Queue: PageQueue.Inactive, Dirty: 0, HoldCount: 0 } && !state.IsModified && !state.IsBusy,
            DisturbanceKind.Hold => !memory.OwnerOf(disturb.Page).IsNone,
            DisturbanceKind.Unhold => state.HoldCount > 0,
            DisturbanceKind.Reclaim => memory.OwnerOf(disturb.Page) is { IsNone: false, Object: var id } && ObjectTermination.MayReclaim(memory, id),
            _ => state.IsBusy,
        };
    }

    private static void MakeDirty(KernelMemory memory, PageIndex page)
    {
        memory[page] = memory[page].WithPmap(PmapFlags.Modified);
        var id = memory.OwnerOf(page).Object;
        if (memory.Object(id).Type == ObjectType.Vnode)
            memory.Change(id, memory.Object(id) with { MightBeDirty = true });
    }

    private static void Grab(KernelMemory memory, Disturb disturb)
    {
        var page = disturb.Page;
        memory.TakeFree(page, keepZero: false);
        memory.InsertInObject(page, disturb.Object, disturb.Offset);
        memory[page] = memory[page].Without(PageFlags.Busy) with { Valid = PageState.AllBits, Dirty = PageState.AllBits };
        var owner = memory.Object(disturb.Object);
        if (owner.Type == ObjectType.Vnode)
            memory.Change(disturb.Object, owner with { MightBeDirty = true });

        memory.Activate(page);
    }

    private static void Exit(KernelMemory memory, PageIndex page)
    {
        memory.ClearModified(page);
        memory.Free(page);
    }

    private static void EndBusy(KernelMemory memory, PageIndex page)
    {
        memory[page] = memory[page] with { Busy = 1 };
        memory[page] = memory[page].Without(PageFlags.Busy);
        memory.FinishIo(page);
    }
}
