using System.Numerics;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Draws which page a program touches next, and whether it writes. Integers only, so all machines agree.</summary>
internal struct TouchPatterns(TouchPlan plan, ulong random, int cursor, PageTrace? trace = null)
{
    private const int Million = 1_000_000;

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
    public (int Page, bool IsWrite) Next(IOutbox outbox)
    {
        if (plan.Pattern == TouchPattern.Any)
            return (outbox.Choose(new Choice("page touched", pages)), ChooseWrite(outbox));

        if (plan.Pattern == TouchPattern.Traced)
            return NextOfTrace();

        var bits = plan.Pattern == TouchPattern.Sequential && plan.WritesPerMillion is 0 or Million ? 0 : SplitMix.Next(ref random);
        var page = plan.Pattern switch
        {
            TouchPattern.Sequential => Advance(),
            TouchPattern.Zipf => Rank(SplitMix.High(bits)),
            TouchPattern.Shifting => WithinWorkingSet(SplitMix.High(bits)),
            _ => SplitMix.Scale(SplitMix.High(bits), pages),
        };
        return (page, SplitMix.Scale(SplitMix.Low(bits), Million) < plan.WritesPerMillion);
    }

    /// <summary>Moves the working set somewhere else.</summary>
    public void Shift() => Cursor = SplitMix.Scale(SplitMix.High(SplitMix.Next(ref random)), pages);

    private readonly bool ChooseWrite(IOutbox outbox) => plan.WritesPerMillion switch
    {
        0 => false,
        Million => true,
        _ => outbox.Choose(Choice.Chance("page written", plan.WritesPerMillion)) == 1,
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

    private readonly int WithinWorkingSet(uint bits)
    {
        var page = Cursor + SplitMix.Scale(bits, Math.Clamp(plan.WorkingSet, 1, pages));
        return page < pages ? page : page - pages;
    }

    // 1/k is the same for every power of two: draw the power, then evenly within it.
    private int Rank(uint bits)
    {
        var power = SplitMix.Scale(bits, BitOperations.Log2((uint)pages) + 1);
        var first = 1 << power;
        var width = Math.Min(first, pages - first + 1);
        return first - 1 + SplitMix.Scale(SplitMix.High(SplitMix.Next(ref random)), width);
    }
}
