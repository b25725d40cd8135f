using System.Numerics;
using System.Runtime.CompilerServices;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Draws which page a program touches next, and whether it writes. Integers only, so all machines agree.</summary>
internal struct TouchPatterns(TouchPlan plan, ulong random, int cursor, PageTrace? trace = null)
{
    private const int Million = 1_000_000;

    private readonly TouchPattern pattern = plan.Pattern;
    private readonly int writes = plan.WritesPerMillion;
    private readonly int pages = PagesOf(plan);
    private ulong random = random;

    public readonly ulong Random => random;

    public int Cursor { get; private set; } = cursor;

    /// <summary>All pages of all areas.</summary>
    public static int PagesOf(TouchPlan plan)
    {
        var pages = 0;
        foreach (var area in plan.Areas)
            pages += area.Pages;

        return pages;
    }

    /// <summary>Does anything in this plan need the program's generator?</summary>
    public static bool NeedsSeed(TouchPlan plan) => plan.Pattern switch
    {
        TouchPattern.Any or TouchPattern.Traced => false,
        TouchPattern.Sequential => plan.WritesPerMillion is > 0 and < Million,
        _ => true,
    };

    /// <summary>The next touch: a page counted over all areas, and whether it is a write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int Page, bool IsWrite) Next(IOutbox outbox)
    {
        if (pattern is not (TouchPattern.Any or TouchPattern.Traced))
            return Draw();

        // A copy: who draws in a loop keeps these fields in registers, as long as nobody takes their address.
        var told = this;
        var next = told.NextTold(outbox);
        Cursor = told.Cursor;
        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int Page, bool IsWrite) Draw()
    {
        var bits = pattern == TouchPattern.Sequential && writes is 0 or Million ? 0 : SplitMix.Next(ref random);
        var page = pattern switch
        {
            TouchPattern.Zipf => Rank(SplitMix.High(bits)),
            TouchPattern.Uniform => SplitMix.Scale(SplitMix.High(bits), pages),
            TouchPattern.Shifting => WithinWorkingSet(SplitMix.High(bits)),
            _ => Advance(),
        };
        return (page, SplitMix.Scale(SplitMix.Low(bits), Million) < writes);
    }

    private (int Page, bool IsWrite) NextTold(IOutbox outbox) =>
        pattern == TouchPattern.Any ? (outbox.Choose(new Choice("page touched", pages)), ChooseWrite(outbox)) : NextOfTrace();

    /// <summary>Moves the working set somewhere else.</summary>
    public void Shift() => Cursor = SplitMix.Scale(SplitMix.High(SplitMix.Next(ref random)), pages);

    private readonly bool ChooseWrite(IOutbox outbox) => writes switch
    {
        0 => false,
        Million => true,
        _ => outbox.Choose(Choice.Chance("page written", writes)) == 1,
    };

    private (int Page, bool IsWrite) NextOfTrace()
    {
        var touch = trace!.Touches[Cursor];
        Cursor = Cursor + 1 == trace.Touches.Length ? 0 : Cursor + 1;
        return touch;
    }

    private int Advance()
    {
        var page = Cursor;
        Cursor = page + 1 == pages ? 0 : page + 1;
        return page;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int WithinWorkingSet(uint bits)
    {
        var page = Cursor + SplitMix.Scale(bits, Math.Clamp(plan.WorkingSet, 1, pages));
        return Least(page, unchecked(page - pages) & int.MaxValue);
    }

    // Without a branch, which the processor would often guess wrong.
    private static int Least(int one, int other) => unchecked(other + ((one - other) & ((one - other) >> 31)));

    // 1/k is the same for every power of two: draw the power, then evenly within it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Rank(uint bits)
    {
        var power = SplitMix.Scale(bits, BitOperations.Log2((uint)pages) + 1);
        var first = 1 << power;
        var width = Least(first, pages - first + 1);
        return first - 1 + SplitMix.Scale(SplitMix.High(SplitMix.Next(ref random)), width);
    }
}
