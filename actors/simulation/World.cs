using System.Runtime.InteropServices;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// A system of actors at one moment: their states, the messages on their way and the clock. One <see cref="Step"/>
/// delivers one message and runs its receiver to the end, on the caller's thread; whatever is open is asked of the
/// chooser, so the same answers give the same run.
/// </summary>
public sealed partial class World : ISituation
{
    private readonly Roster roster;
    private readonly ActorCell[] cells;
    private readonly ChannelMap channels;
    private readonly Mailroom mail;
    private readonly List<int> choices = [];
    private IChooser? chooser;
    private ActorId current = ActorId.Outside;
    private Message? lastMessage;
    private long lastSequence;
    private int lastChannel;
    private long now;
    private long steps;

    internal World(Roster roster, ActorCell[] cells)
    {
        this.roster = roster;
        this.cells = cells;
        channels = roster.Channels;
        mail = new Mailroom(channels, roster.Delivery);
    }

    public Pace Pace => roster.Pace;

    public Delivery Delivery => roster.Delivery;

    /// <summary>Deliveries made since the start.</summary>
    public long Steps => steps;

    /// <summary>Virtual time; stands still in adversarial runs. In recorded ones: what an actor last read off its clock.</summary>
    public Tick Now => new(now);

    /// <summary>When the next step will be; null when none can follow.</summary>
    public Tick? NextDue => mail.NextDue(now) is { } due ? new Tick(due) : null;

    /// <summary>Nothing is on its way: no step can follow.</summary>
    public bool IsQuiescent => mail.IsEmpty;

    public int ActorCount => cells.Length;

    /// <summary>The delivery that the last step made, or was making when its receiver threw.</summary>
    public Delivered Last => lastMessage is { } message
        ? new Delivered(steps, Now, channels[lastChannel], lastSequence, message)
        : throw new InvalidOperationException("no step has been made");

    /// <summary>How the choices of the last step's receiver fell, in the order they were asked.</summary>
    public ReadOnlySpan<int> LastChoices => CollectionsMarshal.AsSpan(choices);

    /// <summary>The last delivery as a decision that can be made again.</summary>
    public Move LastMove => new(channels[lastChannel], lastSequence, [.. choices]);

    /// <summary>The messages that may be delivered next, without moving the clock: in a timed world those due now.</summary>
    public Candidates Candidates => new(this);

    /// <summary>Every message on its way, by channel, oldest first.</summary>
    public IEnumerable<Candidate> Pending => mail.InOrder().Select(mail.Describe);

    IEnumerable<Waiting> ISituation.Mail => Pending.Select(letter => new Waiting(letter.Channel, letter.Message));

    internal Mailroom Mail => mail;

    internal Roster Roster => roster;

    internal ActorCell[] Cells => cells;

    public string NameOf(ActorId actor) => actor == ActorId.Outside ? "outside" : roster.Names[actor.Number];

    /// <exception cref="ArgumentException">No actor has this name.</exception>
    public ActorId IdOf(string name) => roster.Ids.TryGetValue(name, out var id)
        ? id
        : throw new ArgumentException($"no actor is called '{name}'; there are {string.Join(", ", roster.Names)}");

    /// <summary>The state of one actor. Read it, do not change what it may own.</summary>
    public TState StateOf<TState>(ActorId actor) => cells[actor.Number] is ActorCell<TState> cell
        ? cell.State
        : throw new ArgumentException(
            $"the state of {NameOf(actor)} is a {cells[actor.Number].StateType.Name}, not a {typeof(TState).Name}", nameof(actor));

    public string TextOf(ActorId actor) => cells[actor.Number].Text;

    /// <summary>Sends a message from outside all actors.</summary>
    public void Tell(ActorId to, Message message, Duration after = default) => Post(ActorId.Outside, to, message, after);

    /// <summary>Puts a message into the channel of a pair, as if <paramref name="from"/> had sent it.</summary>
    public void Post(ActorId from, ActorId to, Message message, Duration after = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if ((uint)to.Number >= (uint)cells.Length)
            throw new ArgumentException($"actor {to.Number} does not exist; {NameOf(from)} wanted to tell it {message}", nameof(to));

        mail.Post(channels.FindOrAdd(from, to), message, DueIn(after), now, steps);
    }

    /// <summary>Puts a message into a channel, which may be a timer's: as if it had been sent, or set, by its actor.</summary>
    public void Post(in Channel channel, Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        mail.Post(channels.FindOrAdd(channel), message, DueIn(Duration.Zero), now, steps);
    }

    /// <summary>Shows every actor to somebody who puts them on another stage, in the order of their ids.</summary>
    public void Show(IActorVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        for (var actor = 0; actor < cells.Length; actor++)
            cells[actor].Show(new ActorId(actor), roster.Names[actor], visitor);
    }

    /// <summary>Sets the clock of a recorded run, to be seen by who looks at it from outside; actors are told by choices.</summary>
    public void SetClock(Tick time)
    {
        if (roster.Pace != Pace.Recorded)
            throw new InvalidOperationException("only the clock of a recorded run can be set");
        now = time.Nanoseconds;
    }

    /// <summary>Delivers one message.</summary>
    /// <returns>False when none is on its way.</returns>
    public bool Step(IChooser by)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!mail.Advance(ref now))
            return false;

        var index = mail.ReadyCount == 1 && roster.Pace == Pace.Timed ? 0 : by.NextDelivery(new Candidates(this));
        Deliver(index, by);
        return true;
    }

    /// <summary>When nothing is due yet: moves the clock on to where something is.</summary>
    /// <returns>False when nothing is on its way.</returns>
    internal bool Advance() => mail.Advance(ref now);

    /// <summary>A fork in which only some of what is on its way is, by index in <see cref="Pending"/>.</summary>
    internal World With(IReadOnlyCollection<int> letters)
    {
        var forked = Fork();
        forked.mail.Keep(letters, now);
        return forked;
    }

    /// <summary>Delivers the candidate of that index; the chooser decides what its receiver asks.</summary>
    public void Deliver(int candidate, IChooser by)
    {
        var message = mail.Remove(candidate, now, out lastChannel, out lastSequence);
        lastMessage = message;
        steps++;
        if (choices.Count > 0)
            choices.Clear();
        isClockRead = false;
        chooser = by;
        ref readonly var channel = ref channels[lastChannel];
        current = channel.To;
        cells[current.Number].Receive(new Envelope(channel.From, current, message), this);
    }

    /// <summary>Steps until nothing is on its way, or the limit is reached.</summary>
    /// <returns>Deliveries made.</returns>
    public long Run(IChooser by, long limit = long.MaxValue)
    {
        var start = steps;
        while (steps - start < limit && Step(by))
        {
        }

        return steps - start;
    }

    /// <summary>An independent copy. What is done to one is not seen by the other.</summary>
    public World Fork()
    {
        var forked = new World(roster, Array.ConvertAll(cells, cell => cell.Fork()));
        forked.CopyMailAndClock(this);
        return forked;
    }

    /// <summary>Becomes a copy of a fork of the same world, and reuses its own memory for that.</summary>
    public void CopyFrom(World other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.roster != roster)
            throw new ArgumentException("only a fork of the same world can be copied", nameof(other));

        for (var actor = 0; actor < cells.Length; actor++)
            cells[actor].CopyFrom(other.cells[actor]);
        CopyMailAndClock(other);
    }

    /// <summary>Adds the last step to what a trace is known by.</summary>
    internal void AddTo(TraceId trace)
    {
        trace.Add(current.Number, channels.Order(lastChannel), lastSequence);
        foreach (var chosen in choices)
            trace.AddChoice(current.Number, chosen);
    }

    /// <summary>The number of the oldest message that waits on a channel, or of the one that will be sent there next.</summary>
    internal long FirstSequence(in Channel channel)
    {
        var number = channels.Find(channel);
        return number < 0 ? 1 : mail.FirstSequence(number);
    }

    private void CopyMailAndClock(World other)
    {
        mail.CopyFrom(other.mail);
        (now, steps, current) = (other.now, other.steps, other.current);
        (lastMessage, lastSequence, lastChannel) = (other.lastMessage, other.lastSequence, other.lastChannel);
    }

    // Recorded clocks may go back by a little from one actor to the next; what is on its way is always due.
    private long DueIn(Duration after) => roster.Pace switch
    {
        Pace.Timed => now + after.Nanoseconds,
        Pace.Adversarial => now,
        _ => 0,
    };
}
