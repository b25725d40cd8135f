using System.Numerics;

namespace ActorVm.Simulation;

/// <content>Following only the deliveries to one actor, where they are enough.</content>
internal sealed partial class Successors
{
    /// <summary>When set, not everything is followed.</summary>
    public AmpleSets? Ample { get; set; }

    /// <summary>
    /// Whether a find will be followed later than the situation it was found from. One of them must be, or what was put off
    /// could be put off for ever.
    /// </summary>
    /// <remarks>D. Bošnački and G. Holzmann, "Improving Spin's partial-order reduction for breadth-first search", SPIN 2005.</remarks>
    public Func<ulong, ReadOnlySpan<ulong>, bool> IsFollowedLater { get; set; } = (_, _) => false;

    /// <returns>How many deliveries were made; 0 when nothing less than all is enough; −1 when a result does not fit the layout.</returns>
    private int AddEnough(ReadOnlySpan<ulong> situation, ulong hash, uint number, int count)
    {
        var awake = 0UL;
        for (var index = 0; index < count; index++)
            awake |= 1UL << receivers[possible[index].Channel];
        for (var rest = BitOperations.IsPow2(awake) ? 0 : awake; rest != 0; rest &= rest - 1)
        {
            var actor = BitOperations.TrailingZeroCount(rest);
            if (!Ample!.AreEnough(actor, awake, HeardBy(actor, count)))
                continue;
            var before = Transitions;
            var deliveries = Add(situation, hash, number, count, actor);
            if (deliveries < 0 || IsAnyFollowedLater())
                return deliveries;
            finds.TakeBack();
            Transitions = before;
        }

        return 0;
    }

    private ulong HeardBy(int actor, int count)
    {
        var heard = 0UL;
        for (var index = 0; index < count; index++)
        {
            var channel = catalogue.Channels[possible[index].Channel].Channel;
            if (channel.To.Number == actor && channel.From.Number >= 0)
                heard |= 1UL << channel.From.Number;
        }

        return heard;
    }

    private bool IsAnyFollowedLater()
    {
        var stride = Layout.Words + 2;
        var added = finds.SinceMark(0);
        for (var at = 0; at < added.Length; at += stride)
        {
            if (IsFollowedLater(added[at], added.Slice(at + 2, Layout.Words)))
                return true;
        }

        return false;
    }
}
