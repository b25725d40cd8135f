using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// The messages that may be delivered next, ordered by receiver, then sender, then age: equal situations offer
/// equal lists. Valid until the world changes.
/// </summary>
public readonly record struct Candidates
{
    private readonly World? world;
    private readonly ICandidateSource? other;

    internal Candidates(World world) => this.world = world;

    /// <summary>Of a system that is no world.</summary>
    public Candidates(ICandidateSource source) => other = source;

    public int Count => world is null ? other!.Count : world.Mail.ReadyCount;

    /// <summary>How many deliveries the world has made so far.</summary>
    public long Step => world is null ? other!.Steps : world.Steps;

    public Tick Now => world is null ? default : world.Now;

    public Candidate this[int index] => world is null ? other!.Describe(index) : world.Mail.Describe(world.Mail.Ready(index));

    /// <summary>The candidate's number among all messages of the run, from 0.</summary>
    public long SentOf(int index) => world is null ? other!.Describe(index).Sent : world.Mail[world.Mail.Ready(index)].Sent;

    /// <summary>The step that sent the candidate (from 1), or 0 when it was put there before the first.</summary>
    public long SentByOf(int index) => world is null ? other!.Describe(index).SentBy : world.Mail[world.Mail.Ready(index)].SentBy;

/// <summary>The number of the oldest message on its way, ready or not.</summary>
    internal long FirstSent()
    {
        if (world is null)
            return other!.FirstSent;
        var first = long.MaxValue;
        foreach (var letter in world.Mail.InOrder())
            first = Math.Min(first, world.Mail[letter].Sent);
        return first;
    }

    internal int ChannelNumberOf(int index) => world is null ? other!.ChannelNumberOf(index) : world.Mail[world.Mail.Ready(index)].Channel;

    public ActorId ReceiverOf(int index) =>
        world is null ? other!.Describe(index).Channel.To : world.Roster.Channels[world.Mail[world.Mail.Ready(index)].Channel].To;

    /// <summary>Which candidate was sent first, of all channels.</summary>
    public int Oldest() => world is null ? OldestOfOther() : world.Mail.OldestReady();

    private int OldestOfOther()
    {
        var oldest = 0;
        for (var index = 1; index < Count; index++)
        {
            if (SentOf(index) < SentOf(oldest))
                oldest = index;
        }

        return oldest;
    }
}

/// <summary>Another system than a world in which one message after the other is delivered: policies choose among its messages too.</summary>
public interface ICandidateSource
{
    int Count { get; }

    /// <summary>Deliveries made so far.</summary>
    long Steps { get; }

    /// <summary>The number of the oldest message on its way, whether it may be delivered now or not.</summary>
    long FirstSent { get; }

    Candidate Describe(int index);

    /// <summary>A small number that all messages of a channel share, and no others.</summary>
    int ChannelNumberOf(int index);
}

/// <summary>One message that waits, and its channel.</summary>
/// <param name="Channel">Who sent it to whom, or which timer it is.</param>
/// <param name="Sequence">Its number on the channel, from 1.</param>
/// <param name="Sent">Its number among all messages of the run, from 0.</param>
/// <param name="Due">The earliest tick at which it may be delivered.</param>
/// <param name="SentBy">The step that sent it (from 1), or 0 when it was put there before the first.</param>
public readonly record struct Candidate(Channel Channel, long Sequence, long Sent, Tick Due, long SentBy, Message Message);

/// <summary>A way for messages: from one actor to another, or from an actor's timer back to the actor.</summary>
/// <param name="TimerKey">The timer's key; null for the channel of a pair.</param>
public readonly record struct Channel(ActorId From, ActorId To, int? TimerKey = null)
{
    public bool IsTimer => TimerKey is not null;

    /// <summary>Orders channels by receiver, pairs before timers, then sender or key.</summary>
    internal long Order => TimerKey is { } key
        ? ((long)(To.Number + 1) << 33) | (1L << 32) | unchecked((uint)key)
        : OrderOf(From, To);

    internal static long OrderOf(ActorId from, ActorId to) => ((long)(to.Number + 1) << 33) | (uint)(from.Number + 1);
}

/// <summary>A delivery that was made.</summary>
/// <param name="Step">Its number in the run, from 1.</param>
/// <param name="At">Virtual time of the delivery.</param>
public readonly record struct Delivered(long Step, Tick At, Channel Channel, long Sequence, Message Message)
{
    public ActorId From => Channel.From;

    public ActorId To => Channel.To;
}
