using ActorVm.Actors;
using ActorVm.Cli.Maps;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Cli.Kernel;

/// <summary>
/// Puts pages where a scenario's letters or a machine's memory map say. A map does not know which file or process a page
/// belongs to, so runs of pages are given files of 256 KiB and processes of 4 MiB, in the order of their addresses.
/// </summary>
internal sealed class InitialPages(KernelMemory memory, List<PageIndex> busy, Func<string, ObjectId> objectOfProgram)
{
    /// <summary>The object of pages whose owner nobody names.</summary>
    public const string Boot = "boot";

    private const int PagesOfFile = 64;
    private const int PagesOfProcess = 1024;

    private readonly SortedDictionary<string, ObjectId> objects = new(StringComparer.Ordinal);
    private ObjectId file = ObjectId.None;
    private ObjectId process = ObjectId.None;
    private int filePages;
    private int processPages;

    /// <summary>The objects the scenario names.</summary>
    public IReadOnlyDictionary<string, ObjectId> Objects => objects;

    public void Place(MemoryMap? map, InitialSection? initial)
    {
        foreach (var run in map?.Runs ?? [])
        {
            PlaceRun(run);
        }

        if (initial is not null)
        {
            PlaceLetters(initial);
        }
    }

    public static ObjectType TypeOf(Backing backing) => backing switch
    {
        Backing.Swap => ObjectType.Swap,
        Backing.Vnode => ObjectType.Vnode,
        _ => ObjectType.Default,
    };

    private void PlaceRun(MapRun run)
    {
        if (run.Class.State is Maps.PageState.Hole or Maps.PageState.Free)
        {
            return;
        }

        var first = (int)(run.Frame - memory.FirstFrame);
        for (var page = first; page < first + run.Count; page++)
        {
            Place(new PageIndex(page), run.Class);
        }
    }

    private void Place(PageIndex page, PageClass what)
    {
        if (memory[page].Queue != PageQueue.Free)
        {
            return; // wired by the scenario already
        }

        var (owner, offset) = what.HasObject ? Owner(what.IsSwapBacked) : (ObjectId.None, 0);
        memory.Place(page, new PagePlacement
        {
            Queue = what.State switch
            {
                Maps.PageState.Cache => PageQueue.Cache,
                Maps.PageState.Inactive => PageQueue.Inactive,
                Maps.PageState.Active => PageQueue.Active,
                _ => PageQueue.None,
            },
            Object = owner,
            Offset = offset,
            IsWired = what.State == Maps.PageState.Wired,
            IsDirty = what.IsDirty,
            Busy = what.IsBusy ? 1 : 0,
            ActCount = what.HasObject ? 5 : 0,
        });
        if (what.IsBusy)
        {
            busy.Add(page);
        }
    }

    private (ObjectId Owner, int Offset) Owner(bool isSwapBacked)
    {
        if (isSwapBacked)
        {
            process = processPages % PagesOfProcess == 0 ? Add(ObjectType.Swap, PagesOfProcess) : process;
            return (process, processPages++ % PagesOfProcess);
        }

        file = filePages % PagesOfFile == 0 ? Add(ObjectType.Vnode, PagesOfFile) : file;
        return (file, filePages++ % PagesOfFile);
    }

    private ObjectId Add(ObjectType type, int pages) =>
        memory.AddObject(new VmObject { Type = type, Size = pages, RefCount = 1, MightBeDirty = type == ObjectType.Vnode });

    private void PlaceLetters(InitialSection initial)
    {
        var letters = PageLetters.Expand(initial.Pages ?? "");
        var owners = Owners(initial, letters.Length);
        for (var number = 0; number < letters.Length; number++)
        {
            if (letters[number] is not ('F' or '.'))
            {
                var hasOwner = letters[number] is not ('Z' or 'W');
                memory.Place(new PageIndex(number), Marked(VectorSetUp.PlacementOf(letters[number]), initial, number) with
                {
                    Object = hasOwner ? owners[number].Owner : ObjectId.None,
                    Offset = hasOwner ? owners[number].Offset : 0,
                });
            }
        }

        busy.AddRange(initial.Busy.Concat(initial.Pgbusy).Select(page => new PageIndex(page)));
    }

    private (ObjectId Owner, int Offset)[] Owners(InitialSection initial, int pages)
    {
        var boot = memory.AddObject(new VmObject { Type = ObjectType.Swap, Size = pages, RefCount = 1 });
        objects[Boot] = boot;
        var owners = Enumerable.Range(0, pages).Select(page => (boot, page)).ToArray();
        foreach (var one in initial.Objects)
        {
            var owner = one.Program is { } program ? objectOfProgram(program) : Add(one);
            objects[one.Name] = owner;
            for (var page = one.From; page <= one.To; page++)
            {
                owners[page] = (owner, page - one.From);
            }
        }

        return owners;
    }

    private ObjectId Add(InitialObjectSection one) => memory.AddObject(new VmObject
    {
        Type = TypeOf(one.Backing),
        Size = one.To - one.From + 1,
        RefCount = one.References,
        IsDead = one.Dead,
        MightBeDirty = one is { Backing: Backing.Vnode, Mightbedirty: true },
    });

    private static PagePlacement Marked(PagePlacement placement, InitialSection initial, int page) => placement with
    {
        HoldCount = initial.Hold.Contains(page) ? 1 : 0,
        Busy = initial.Busy.Contains(page) ? 1 : 0,
        Flags = initial.Pgbusy.Contains(page) ? PageFlags.Busy : PageFlags.None,
        IsModified = initial.Modified.Contains(page),
    };
}
