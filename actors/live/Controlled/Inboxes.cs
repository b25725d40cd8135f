using System.Globalization;

using ActorVm.Messages;
using ActorVm.Simulation;

using Akka.Actor;
using Akka.Dispatch;

using ActorCell = Akka.Actor.ActorCell;
using AkkaEnvelope = Akka.Actor.Envelope;

namespace ActorVm.Live;

/// <summary>A controlled actor and the user messages that wait for it.</summary>
internal sealed class Waiter(ActorId id, string name, ActorCell cell, Action<ActorCell, AkkaEnvelope> dispatch)
{
    public ActorId Id => id;

    public string Name => name;

    public ActorCell Cell => cell;

    public Mailbox Mailbox => cell.Mailbox!;

    public Action<ActorCell, AkkaEnvelope> Dispatch => dispatch;

    public List<Kept> Messages { get; } = [];

    /// <summary>Its mailbox holds messages that were stashed, or that came while it was suspended: they come first.</summary>
    public bool HasUnstashed { get; set; }

    /// <summary>Mailbox runs of that kind so far.</summary>
    public long Unstashed { get; set; }
}

/// <summary>What Akka's scheduler was asked to do later.</summary>
/// <param name="Fire">Tells an actor, or does something for the actor that asked.</param>
internal sealed record KeptTimer(Action Fire, bool Tells, object Message, ICancelable? Cancelable, bool IsRepeated, Candidate Candidate, int ChannelNumber);

/// <summary>A user message that waits.</summary>
internal sealed record Kept(AkkaEnvelope Envelope, Candidate Candidate, int ChannelNumber);

/// <summary>What waits for whom in one run. Actors are numbered as they start, channels as they are first used.</summary>
internal sealed class Inboxes
{
    private readonly List<Waiter> waiters = [];
    private readonly Dictionary<ActorPath, Waiter> byPath = [];
    private readonly Dictionary<Channel, (int Number, long Sent)> channels = [];
    private readonly Dictionary<string, string> unnamed = [];
    private readonly List<KeptTimer> timers = [];
    private readonly Dictionary<ActorId, int> timersOf = [];
    private long sent;

    public IReadOnlyList<Waiter> Waiters => waiters;

    public List<KeptTimer> Timers => timers;

    /// <summary>Of all that waits; what lies in a mailbox is not known, and may be the oldest.</summary>
    public long FirstSent => waiters.Exists(waiter => waiter.HasUnstashed) ? 0
        : waiters.SelectMany(waiter => waiter.Messages).Select(kept => kept.Candidate.Sent).Concat(timers.Select(timer => timer.Candidate.Sent)).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>The timer that expires in this step: what is told now comes from there, whoever is named as its sender.</summary>
    public Channel? Expiring { get; set; }

    /// <summary>The step under way, from 1; 0 before the first.</summary>
    public long Step { get; set; }

    public static bool IsUser(IActorRef actor) => actor.Path.Elements is ["user", _, ..];

    public static string TextOf(object message) => message switch
    {
        string or ValueType => Convert.ToString(message, CultureInfo.InvariantCulture) ?? "",
        _ when message.GetType().GetMethod(nameof(ToString), [])?.DeclaringType == typeof(object) => message.GetType().Name,
        _ => (message.ToString() ?? "").ReplaceLineEndings(" "),
    };

    public void Meet(ActorCell cell, Func<Action<ActorCell, AkkaEnvelope>> dispatch)
    {
        if (!IsUser(cell.Self))
            return;
        var waiter = new Waiter(new ActorId(waiters.Count), NameOf(cell.Self.Path), cell, dispatch());
        waiters.Add(waiter);
        byPath[cell.Self.Path] = waiter;
    }

    /// <summary>Without "/user/"; names that Akka made up ($a, $b …) go on from run to run, so they are numbered in each.</summary>
    public string NameOf(ActorPath path) => string.Join('/', path.Elements.Skip(1).Select(NameOf));

    public static string PlainNameOf(ActorPath path) => string.Join('/', path.Elements.Skip(1));

    public void Add(ActorCell cell, in AkkaEnvelope envelope)
    {
        var to = byPath[cell.Self.Path];
        to.Messages.Add(Keep(Expiring is { } timer && timer.To == to.Id ? timer : new Channel(IdOf(envelope.Sender), to.Id), envelope));
    }

    /// <summary>A timer is a channel from the actor to itself, as in a world, by the how manieth it is of its actor.</summary>
    public void AddTimer(ActorId to, object message, Action fire, bool tells, ICancelable? cancelable, bool isRepeated)
    {
        var key = timersOf[to] = timersOf.GetValueOrDefault(to) + 1;
        var (candidate, number) = Describe(new Channel(to, to, key), message);
        timers.Add(new KeptTimer(fire, tells, message, cancelable, isRepeated, candidate, number));
    }

    public ActorId IdOf(IActorRef? actor) => actor is not null && byPath.TryGetValue(actor.Path, out var waiter) ? waiter.Id : ActorId.Outside;

    public (Candidate Candidate, int ChannelNumber) Describe(Channel channel, object message)
    {
        var (number, before) = channels.TryGetValue(channel, out var entry) ? entry : (channels.Count, 0L);
        channels[channel] = (number, before + 1);
        return (new Candidate(channel, before + 1, sent++, default, Step, new Told(message)), number);
    }

    private Kept Keep(Channel channel, in AkkaEnvelope envelope)
    {
        var (candidate, number) = Describe(channel, envelope.Message);
        return new Kept(envelope, candidate, number);
    }

    public bool HasUnstashed(Mailbox mailbox) => WaiterOf(mailbox) is not null && mailbox.MessageQueue.HasMessages;

    public void Unstash(Mailbox mailbox) => WaiterOf(mailbox)!.HasUnstashed = true;

    private Waiter? WaiterOf(Mailbox mailbox) => waiters.Find(waiter => waiter.Mailbox == mailbox);

    private string NameOf(string element)
    {
        if (!element.StartsWith('$'))
            return element;
        if (!unnamed.TryGetValue(element, out var name))
            unnamed[element] = name = string.Create(CultureInfo.InvariantCulture, $"${unnamed.Count + 1}");
        return name;
    }
}

/// <summary>What an ordinary Akka message is to the explorer.</summary>
internal sealed record Told(object Content) : Message
{
    public override string ToString() => Inboxes.TextOf(Content);
}
