using ActorVm.Actors;
using ActorVm.Cli.Vectors;
using ActorVm.Messages;

namespace ActorVm.Cli.Kernel;

/// <summary>Builds the machine that a vector describes.</summary>
internal static class VectorSetUp
{
    private const int ClusterLimit = 8;

    /// <summary>Memory with its objects, pages and queues; the kernel object comes after the vector's.</summary>
    public static KernelMemory Memory(Vector vector)
    {
        var machine = vector.Machine;
        var memory = new KernelMemory(
            [.. machine.Segments.Select(segment => new MemorySegment((int)segment.First, (int)segment.Count))], machine.Colors)
        {
            Thresholds = ThresholdsOf(vector),
        };
        foreach (var each in vector.Objects)
            memory.AddObject(ObjectOf(each));

        memory.KernelObject = memory.AddObject(new VmObject { Type = ObjectType.Phys, RefCount = 1 });
        PlacePages(memory, vector);
        memory.StartWithDeficit(vector.Daemon?.Deficit ?? 0);
        return memory;
    }

    private static VmThresholds ThresholdsOf(Vector vector)
    {
        var thresholds = new VmThresholds { FreeSevere = vector.Machine.FreeSevere, PageoutPageCount = ClusterLimit };
        return vector.Daemon is { Thresholds: var set }
            ? thresholds with
            {
                FreeReserved = set["v_free_reserved"],
                FreeMin = set["v_free_min"],
                FreeSevere = set["v_free_severe"],
                FreeTarget = set["v_free_target"],
                CacheMin = set["v_cache_min"],
                CacheMax = set["v_cache_max"],
                InactiveTarget = set["v_inactive_target"],
                PageoutStatsMax = set["v_free_target"],
            }
            : thresholds;
    }

    private static VmObject ObjectOf(VectorObject each) => new()
    {
        Type = each.Type switch
        {
            "swap" => ObjectType.Swap,
            "vnode" => ObjectType.Vnode,
            _ => ObjectType.Default,
        },
        IsDead = each.Dead,
        MightBeDirty = each.MightBeDirty,
        TrylockMisses = each.TrylockFail,
        Size = each.Size,
        RefCount = each.RefCount,
    };

    private static void PlacePages(KernelMemory memory, Vector vector)
    {
        var placements = Placements(vector);
        foreach (var page in vector.Inactive.Concat(vector.Active))
            memory.Place(new PageIndex(page), placements[page]);

        for (var page = 0; page < placements.Length; page++)
        {
            if (vector.Pages[page] is 'Z' or 'C' or 'W')
                memory.Place(new PageIndex(page), placements[page]);
        }
    }

    private static PagePlacement[] Placements(Vector vector)
    {
        var placements = vector.Pages.Select(PlacementOf).ToArray();
        foreach (var run in vector.Owners)
        {
            for (var index = 0; index < run.Count; index++)
            {
                ref var owned = ref placements[run.Page + index];
                owned = owned with { Object = new ObjectId(run.Object), Offset = run.Pindex + index };
            }
        }

        foreach (var (page, count) in vector.Marks.Hold)
            placements[page] = placements[page] with { HoldCount = count };

        foreach (var (page, count) in vector.Marks.Busy)
            placements[page] = placements[page] with { Busy = count };

        foreach (var page in vector.Marks.PgBusy)
            placements[page] = placements[page] with { Flags = PageFlags.Busy };

        foreach (var page in vector.Marks.Modified)
            placements[page] = placements[page] with { IsModified = true };

        foreach (var each in vector.Daemon?.PageStats ?? [])
            placements[each.Page] = WithStatistics(placements[each.Page], each);

        return placements;
    }

    private static PagePlacement WithStatistics(PagePlacement placement, PageStatistics each) => placement with
    {
        ActCount = each.ActCount,
        PmapReferences = each.PmapReferences,
        Flags = placement.Flags
            | (each.Referenced ? PageFlags.Referenced : 0)
            | (each.WinAtCfls ? PageFlags.WinAtCfls : 0)
            | (each.Writeable ? PageFlags.Writeable : 0),
    };

    internal static PagePlacement PlacementOf(char letter) => letter switch
    {
        'Z' => new PagePlacement { Queue = PageQueue.Free, IsZero = true },
        'C' => new PagePlacement { Queue = PageQueue.Cache },
        'W' => new PagePlacement { IsWired = true },
        'i' or 'I' => new PagePlacement { Queue = PageQueue.Inactive, IsDirty = letter == 'I', ActCount = 5 },
        'a' or 'A' => new PagePlacement { Queue = PageQueue.Active, IsDirty = letter == 'A', ActCount = 5 },
        _ => new PagePlacement(),
    };
}
