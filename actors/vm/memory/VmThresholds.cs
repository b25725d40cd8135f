using System.Runtime.InteropServices;

namespace ActorVm.Actors;

/// <summary>What the page daemon aims at, in pages.</summary>
/// <remarks>Kernel notes §3.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct VmThresholds
{
    public int PageoutPageCount { get; init; }

    public int InterruptFreeMin { get; init; }

    public int PageoutFreeMin { get; init; }

    public int FreeReserved { get; init; }

    public int FreeSevere { get; init; }

    public int FreeMin { get; init; }

    public int FreeTarget { get; init; }

    public int CacheMin { get; init; }

    public int CacheMax { get; init; }

    public int InactiveTarget { get; init; }

    public int PageoutStatsMax { get; init; }

    /// <summary>As <c>vm_pageout</c> computes them once at its start. The order matters: severe uses the small first
    /// <c>v_free_min</c>, the target the large final one.</summary>
    public static VmThresholds Compute(int pages, int freePages, int colours)
    {
        var pageoutPageCount = pages < 2000 ? 8 : 16;
        const int interruptFreeMin = 2;
        var freeMin = 4 + (pages > 1024 ? (pages - 1024) / 200 : 0);
        const int pageoutFreeMin = 2 * 65536 / 4096 + interruptFreeMin;
        var freeReserved = pageoutPageCount + pageoutFreeMin + pages / 768 + colours;
        var freeSevere = freeMin / 2 + freeReserved;
        freeMin += freeReserved;
        var freeTarget = (freePages > 6144 ? 4 : 2) * freeMin + freeReserved;
        var isLarge = freePages > 2048;

        return new VmThresholds
        {
            PageoutPageCount = pageoutPageCount,
            InterruptFreeMin = interruptFreeMin,
            PageoutFreeMin = pageoutFreeMin,
            FreeReserved = freeReserved,
            FreeSevere = freeSevere,
            FreeMin = freeMin,
            FreeTarget = freeTarget,
            CacheMin = isLarge ? freeTarget : 0,
            CacheMax = isLarge ? 2 * freeTarget : 0,
            InactiveTarget = Math.Min(isLarge ? 3 * freeTarget / 2 : freePages / 4, freePages / 3),
            PageoutStatsMax = freeTarget,
        };
    }
}
