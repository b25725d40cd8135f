using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// vm_contig_launder_page: does one thing for one page: sleeps if it is busy, writes it (its whole file) if it is dirty,
/// caches it if it is clean. "Handled" does not mean that the page is free or cached now.
/// </summary>
/// <remarks>Kernel notes §9.1; H16 is the success reported for nothing done.</remarks>
internal sealed class ContigLaunderer(KernelMemory memory, KernelRevision revision, ActorId thread)
{
    private readonly ObjectCleaner cleaner = new(memory);

    public PageIndex SleepsOn { get; private set; }

    public PutPages? Put { get; private set; }

    /// <summary>Begins with a page that is on ACTIVE or INACTIVE.</summary>
    public Stop Launder(ref ContigWork work, PageIndex page)
    {
        var id = memory.OwnerOf(page).Object;
        var launder = new LaunderWork { Page = page, Object = id };
        if (!memory.TryLock(id, thread))
        {
            memory.Trace?.Happened(KernelEvent.Trylock, id.Value);
            return Return(ref work, launder, LaunderResult.Again);
        }

        if (memory[page].IsBusy)
        {
            memory.Trace?.Happened(KernelEvent.Sleep, page.Value);
            SleepsOn = page;
            work.Launder = launder with { At = LaunderStep.Asleep };
            return Stop.SleepsOnPage;
        }

        memory.TestDirty(page);
        if (memory[page] is { Dirty: 0, HoldCount: 0 })
            memory.PmapRemoveAll(page);

        return memory[page].Dirty != 0 ? WriteOut(ref work, launder) : CacheClean(ref work, launder);
    }

    /// <summary>Goes on after a sleep.</summary>
    public Stop Continue(ref ContigWork work)
    {
        switch (work.Launder.At)
        {
            case LaunderStep.Asleep:
                CheckObjectOfWokenPage(work.Launder);
                return Return(ref work, work.Launder, LaunderResult.Busy);
            case LaunderStep.LockingVnode:
                memory.LockRemembered(work.Launder.Object);
                work.Clean = ObjectCleaner.Begin(memory, work.Launder.Object);
                work.Launder = work.Launder with { At = LaunderStep.Cleaning };
                return Clean(ref work);
            case LaunderStep.Cleaning when work.Clean.At != CleanStep.Idle:
                return Clean(ref work);
            case LaunderStep.Cleaning: // the vnode is unlocked
                Refer(work.Launder.Object, -1);
                return Return(ref work, work.Launder, LaunderResult.Handled);
            default: // the write is over
                return Return(ref work, work.Launder, LaunderResult.Handled);
        }
    }

    // Until mid 2004 the object was read from the page after the sleep, and the remembered one unlocked later (H22).
    private void CheckObjectOfWokenPage(in LaunderWork launder)
    {
        if (!revision.LocksObjectOfWokenPage)
            return;

        var owner = memory.OwnerOf(launder.Page);
        if (owner.IsNone)
            throw KernelPanicException.NoObject(launder.Page);

        if (owner.Object != launder.Object)
            throw new KernelPanicException("mutex vm object not owned at vm_page_sleep_if_busy");
    }

    private Stop Clean(ref ContigWork work)
    {
        var clean = work.Clean;
        var stop = cleaner.Continue(ref clean);
        work.Clean = clean;
        SleepsOn = cleaner.SleepsOn;
        if (stop == Stop.PutsPages)
            Put = cleaner.Put;

        return stop == Stop.Done ? Stop.Cleaned : stop;
    }

    private Stop WriteOut(ref ContigWork work, LaunderWork launder)
    {
        if (revision.SkipsDeadObjects && memory.Object(launder.Object).IsDead)
            return Return(ref work, launder, LaunderResult.Again);

        switch (memory.Object(launder.Object).Type)
        {
            case ObjectType.Vnode:
                Refer(launder.Object, +1);
                work.Launder = launder with { At = LaunderStep.LockingVnode };
                return Stop.CleansObject;
            case ObjectType.Swap or ObjectType.Default:
                work.Launder = launder with { At = LaunderStep.Writing };
                Put = Pageout.Begin(memory, [launder.Page], isSync: true);
                return Stop.PutsPages;
            default:
                return CacheClean(ref work, launder);
        }
    }

    // From 1.50 on the object cannot end while its vnode is waited for and cleaned; before, nothing kept it (H15).
    private void Refer(ObjectId id, int references)
    {
        if (revision.SkipsDeadObjects)
            memory.Change(id, memory.Object(id) with { RefCount = memory.Object(id).RefCount + references });
    }

    private Stop CacheClean(ref ContigWork work, LaunderWork launder)
    {
        if (memory[launder.Page] is { Dirty: 0, HoldCount: 0 })
            memory.Cache(launder.Page);

        return Return(ref work, launder, LaunderResult.Handled);
    }

    private static Stop Return(ref ContigWork work, LaunderWork launder, LaunderResult result)
    {
        work.Launder = new LaunderWork { Page = launder.Page, Object = launder.Object, Result = result };
        return Stop.Done;
    }
}
