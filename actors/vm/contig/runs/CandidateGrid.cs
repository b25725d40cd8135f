using System.Numerics;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// Where a window may begin as far as its address tells: within <see cref="Lowest"/> … <see cref="Highest"/>, at frames that
/// come again every so many: the multiples of the alignment from which a window crosses no boundary.
/// </summary>
/// <remarks>Kernel notes §9.2, §9.3: low, high, alignment, boundary. Pages are indices into the page array.</remarks>
internal sealed class CandidateGrid
{
    // Longer than any memory: alignment 0 matches address 0 only.
    private const int Never = 44;

    private readonly int firstFrame;
    private readonly int stepBits;
    private readonly int periodBits;
    private readonly long inPeriod;

    /// <param name="memory">Where.</param>
    /// <param name="work">The request.</param>
    /// <param name="mayCrossHigh">Only the first page of the window must lie below <c>high</c>.</param>
    public CandidateGrid(KernelMemory memory, in ContigWork work, bool mayCrossHigh = false)
    {
        firstFrame = memory.FirstFrame;
        var (size, below) = (ContigSearch.SizeOf(work), mayCrossHigh ? 1UL : ContigSearch.SizeOf(work));
        stepBits = work.Alignment == 0 ? Never : BitsOf(work.Alignment);
        var boundaryBits = work.Boundary == 0 ? 0 : BitsOf(work.Boundary);
        periodBits = Math.Max(stepBits, boundaryBits);
        inPeriod = work.Boundary == 0 || (stepBits >= boundaryBits && size <= work.Boundary) ? 1
            : size > work.Boundary ? 0
            : (((1L << boundaryBits) - work.Pages) >> stepBits) + 1;

        Lowest = Math.Max(IndexOf(work.Low >> PageSize.Shift, memory) + ((work.Low & (PageSize.Bytes - 1)) == 0 ? 0 : 1), 0);
        Highest = inPeriod == 0 || work.High < below ? -1 : Math.Min(IndexOf((work.High - below) >> PageSize.Shift, memory), memory.Length - 1);
    }

    public int Lowest { get; }

    /// <summary>−1 or less where there is none.</summary>
    public int Highest { get; }

    /// <summary>Is every page of the range as good as any other?</summary>
    public bool IsDense => periodBits == 0 && inPeriod == 1;

    /// <summary>How many there are among the pages from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public long Count(long low, long high) => low > high ? 0 : CountBelow(firstFrame + high + 1) - CountBelow(firstFrame + low);

    /// <summary>How far it is to page <paramref name="end"/> from each of them, all together.</summary>
    public long Distances(long low, long high, long end) => low > high
        ? 0
        : Count(low, high) * (firstFrame + end) - (SumBelow(firstFrame + high + 1) - SumBelow(firstFrame + low));

    /// <summary>The highest one that is not above this page; less than 0 if there is none.</summary>
    public long AtOrBelow(long page) => Nth(CountBelow(firstFrame + page + 1) - 1);

    /// <summary>The lowest one that is not below this page.</summary>
    public long AtOrAbove(long page) => inPeriod == 0 ? long.MaxValue : Nth(CountBelow(firstFrame + page));

    private static int BitsOf(ulong bytes) => Math.Max(0, BitOperations.Log2(bytes) - PageSize.Shift);

    private static int IndexOf(ulong frame, KernelMemory memory) =>
        (int)((long)Math.Min(frame, (ulong)(memory.FirstFrame + memory.Length)) - memory.FirstFrame);

    private long Nth(long number) => number < 0 ? -1
        : inPeriod == 1 ? (number << periodBits) - firstFrame
        : ((number / inPeriod) << periodBits) + ((number % inPeriod) << stepBits) - firstFrame;

    private long CountBelow(long frame) => (frame >> periodBits) * inPeriod + CountInLast(frame);

    private long CountInLast(long frame) =>
        Math.Min(inPeriod, ((frame & ((1L << periodBits) - 1)) + (1L << stepBits) - 1) >> stepBits);

    private long SumBelow(long frame)
    {
        var (periods, last) = (frame >> periodBits, CountInLast(frame));
        return ((Pairs(periods) * inPeriod + periods * last) << periodBits) + ((periods * Pairs(inPeriod) + Pairs(last)) << stepBits);
    }

    // 0 + 1 + … + (count − 1).
    private static long Pairs(long count) => count * (count - 1) / 2;
}
