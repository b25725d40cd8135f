using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>vm_object_deallocate and vm_object_terminate: what becomes of an object's pages when nobody refers to it.</summary>
internal static class ObjectTermination
{
    /// <summary>Gives up one reference. A busy page to wait for before going on, or none when it is done.</summary>
    public static PageIndex Deallocate(KernelMemory memory, ObjectId id)
    {
        var target = memory.Object(id);
        if (!target.IsDead)
        {
            var references = Math.Max(0, target.RefCount - 1);
            target = target with { RefCount = references, IsDead = references == 0 && target.Type != ObjectType.Vnode };
            memory.Change(id, target);
        }

        if (target.IsDead)
            return Terminate(memory, id);

        if (target.RefCount == 0)
            Unmap(memory, id);

        return PageIndex.None;
    }

    /// <summary>May the vnode of this object be recycled now? Not while anybody refers to the object or writes its pages.</summary>
    public static bool MayReclaim(KernelMemory memory, ObjectId id) =>
        memory.Object(id) is { Type: ObjectType.Vnode, IsDead: false, RefCount: 0, LockHolderPlusOne: 0 } && BusyPage(memory, id).IsNone;

    /// <summary>vgone: the vnode is recycled, its object terminated.</summary>
    public static void Reclaim(KernelMemory memory, ObjectId id)
    {
        memory.Change(id, memory.Object(id) with { IsDead = true, MightBeDirty = false });
        Terminate(memory, id);
    }

    // Page-outs under way are waited for; then all pages are freed in one go, except that wired ones only lose their owner.
    private static PageIndex Terminate(KernelMemory memory, ObjectId id)
    {
        if (BusyPage(memory, id) is { IsNone: false } busy)
            return busy;

        for (var at = memory.NextResident(id, 0); at >= 0; at = memory.NextResident(id, at + 1))
        {
            var page = memory.Lookup(id, at);
            if (memory[page].WireCount == 0)
                memory.Free(page);
            else
                memory.RemoveFromObject(page);
        }

        return PageIndex.None;
    }

    private static PageIndex BusyPage(KernelMemory memory, ObjectId id)
    {
        for (var at = memory.NextResident(id, 0); at >= 0; at = memory.NextResident(id, at + 1))
        {
            memory.Examined++;
            if (memory[memory.Lookup(id, at)].IsBusy)
                return memory.Lookup(id, at);
        }

        return PageIndex.None;
    }

    // The pages of a file stay; the mappings of the process that was the last to use it do not.
    private static void Unmap(KernelMemory memory, ObjectId id)
    {
        for (var at = memory.NextResident(id, 0); at >= 0; at = memory.NextResident(id, at + 1))
            memory.PmapRemoveAll(memory.Lookup(id, at));
    }
}
