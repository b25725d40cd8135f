using System.Numerics;

namespace ActorVm.Simulation;

/// <summary>
/// Whose deliveries are enough to follow from a situation: those to one actor, when nobody else can make another delivery
/// to it possible first. Deliveries to different actors can be turned round, so everything else can come later.
/// </summary>
/// <remarks>
/// D. Peled, "All from one, one for all", CAV 1993; the sets are those of A. Valmari's stubborn sets with actors for
/// processes. Who ever sends to whom is what was seen so far: a search that sees more starts again. If it never does, it
/// would not have without reduction either, because the first delivery that sends on an unknown channel does so after
/// deliveries that can be turned round, and they were.
/// </remarks>
internal sealed class AmpleSets
{
    /// <summary>Sets of actors are the bits of a word.</summary>
    public const int ActorsMost = 64;

    private readonly ulong[] senders;
    private readonly ulong[] hearers;
    private readonly bool isBag;

    public AmpleSets(Catalogue catalogue)
    {
        senders = new ulong[catalogue.ActorCount];
        hearers = new ulong[catalogue.ActorCount];
        isBag = catalogue.World.Delivery == Delivery.Bag;
        ChannelCount = catalogue.ChannelCount;
        foreach (var shelf in catalogue.Channels.AsSpan(0, ChannelCount))
        {
            var (from, to) = (shelf.Channel.From.Number, shelf.Channel.To.Number);
            if (from < 0 || from == to)
                continue;
            senders[to] |= 1UL << from;
            hearers[from] |= 1UL << to;
        }
    }

    /// <summary>Channels there were when these sets were made.</summary>
    public int ChannelCount { get; }

    /// <summary>Whether all deliveries to an actor are enough.</summary>
    /// <param name="awake">Actors with messages on their way to them.</param>
    /// <param name="heard">Actors whose messages are on their way to this one: in their order, what they send more comes later.</param>
    public bool AreEnough(int actor, ulong awake, ulong heard)
    {
        var others = isBag ? senders[actor] : senders[actor] & ~heard;
        return others == 0 || (others & Movers(awake & ~(1UL << actor), actor)) == 0;
    }

    // Everybody who can come to move while one actor does not.
    private ulong Movers(ulong awake, int except)
    {
        var movers = awake;
        for (var rest = movers; rest != 0;)
        {
            var woken = hearers[BitOperations.TrailingZeroCount(rest)] & ~movers & ~(1UL << except);
            rest = rest & (rest - 1) | woken;
            movers |= woken;
        }

        return movers;
    }
}
