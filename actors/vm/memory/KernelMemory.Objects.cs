using ActorVm.Messages;

namespace ActorVm.Actors;

// The part of vm_object.c and vm_page.c that ties pages to objects. Kernel notes §1, §2.
public sealed partial class KernelMemory
{
    public int ObjectCount => objects.Count;

    /// <summary>Adds an object without pages.</summary>
    public ObjectId AddObject(VmObject initial)
    {
        objects.Add(new VmObjectPages(initial));
        return new ObjectId(objects.Count - 1);
    }

    public VmObject Object(ObjectId id) => objects[id.Value].Object;

    /// <summary>The resident page of an object at a page index, or none.</summary>
    public PageIndex Lookup(ObjectId id, int offset) => objects[id.Value].Lookup(offset);

    /// <summary>The first resident page index of an object at or after <paramref name="offset"/>, or −1.</summary>
    public int NextResident(ObjectId id, int offset) => objects[id.Value].NextResident(offset);

    internal void Change(ObjectId id, VmObject changed) => objects[id.Value].Object = changed;

    /// <summary>Does another thread keep the object lock from one step to the next?</summary>
    internal bool IsLockedByOther(ObjectId id, ActorId thread) =>
        Object(id).LockHolderPlusOne is not 0 and var holder && holder != thread.Number + 1;

    internal bool IsAnyObjectLocked => objects.Exists(one => one.Object.LockHolderPlusOne != 0);

    /// <summary><c>VM_OBJECT_TRYLOCK</c> by a kernel thread that must not wait.</summary>
    internal bool TryLock(ObjectId id, ActorId thread)
    {
        if (IsLockedByOther(id, thread))
            return false;

        var target = Object(id);
        if (target.TrylockMisses == 0)
            return true;

        if (target.TrylockMisses > 0)
            Change(id, target with { TrylockMisses = target.TrylockMisses - 1 });

        return false;
    }

    /// <summary><c>VM_OBJECT_LOCK</c> of an object that a thread remembers from before it slept: somebody must have kept it alive.</summary>
    internal void LockRemembered(ObjectId id)
    {
        if (Object(id).IsGone)
            Trace?.Happened(KernelEvent.LocksTerminated, id.Value);
    }

    /// <summary><c>vm_page_insert</c>.</summary>
    internal void InsertInObject(PageIndex page, ObjectId id, int offset)
    {
        if (!owners[page.Value].IsNone)
            throw new KernelPanicException("vm_page_insert: page already inserted");

        if (!Lookup(id, offset).IsNone)
            throw new KernelPanicException("vm_page_insert: offset already allocated");

        owners[page.Value] = new PageOwner(id, offset);
        objects[id.Value].Insert(offset, page);
        if (this[page].Has(PageFlags.Writeable) && Object(id).Type == ObjectType.Vnode)
            Change(id, Object(id) with { IsWriteable = true, MightBeDirty = true });
    }

    /// <summary><c>vm_page_remove</c>: out of its object; PG_BUSY is given up and waiters are woken.</summary>
    internal void RemoveFromObject(PageIndex page)
    {
        var owner = owners[page.Value];
        if (owner.IsNone)
            return;

        if (this[page].Has(PageFlags.Busy))
            WakePage(page, this[page].Without(PageFlags.Busy));

        objects[owner.Object.Value].Remove(owner.Offset);
        owners[page.Value] = default;
    }
}
