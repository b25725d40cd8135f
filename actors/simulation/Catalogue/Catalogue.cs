using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// Numbers for everything a system can be made of: the states of each actor, the contents of each channel, and what
/// delivering one message to one state does. An actor's code is run once for each (state, message) pair; after that a
/// step is a look-up. A whole situation is one number an actor and one a channel.
/// </summary>
/// <remarks>Any number of threads may use one catalogue; each brings a <see cref="Rehearsal"/> of its own.</remarks>
internal sealed partial class Catalogue
{
    private readonly World start;
    private readonly Shelf[] shelves;
    private readonly LongMap channelNumbers = new();
    private readonly LongMap known = new();
    private readonly IntArena code = new();
    private readonly List<Failure> failures = [];
    private volatile ChannelShelf[] channels = [];

    public Catalogue(World start)
    {
        if (start.Pace != Pace.Adversarial)
            throw new ArgumentException("only adversarial worlds can be explored exhaustively", nameof(start));

        this.start = start;
        shelves = Array.ConvertAll(start.Cells, cell => cell.Shelve());
        var scratch = new ByteWriter();
        var letters = start.Mail.InOrder();
        foreach (var letter in letters)
            ChannelOf(start.Mail.Describe(letter).Channel);
        Start = new int[SlotCount];
        for (var actor = 0; actor < shelves.Length; actor++)
            Start[actor] = shelves[actor].Intern(start.Cells[actor]);
        foreach (var letter in letters)
        {
            var waiting = start.Mail.Describe(letter);
            var channel = ChannelOf(waiting.Channel);
            ref var content = ref Start[shelves.Length + channel];
            content = channels[channel].Push(content, Messages.Intern(waiting.Message, scratch));
        }
    }

    public MessageShelf Messages { get; } = new();

    public int ActorCount => shelves.Length;

    public int ChannelCount => channels.Length;

    public int SlotCount => shelves.Length + channels.Length;

    /// <summary>The situation at the start: a number an actor, then a number a channel.</summary>
    public int[] Start { get; }

    public World World => start;

    public ChannelShelf[] Channels => channels;

    public Shelf[] Shelves => shelves;

    public long Bytes => shelves.Sum(shelf => shelf.Bytes) + 24L * known.Count + code.Bytes;

    public Failure FailureOf(int state) => failures[-1 - state];

    public TState StateOf<TState>(ActorId actor, int number) => ((Shelf<TState>)shelves[actor.Number])[number];

    /// <summary>The ways one delivery can go. Valid until the next question of the same rehearsal.</summary>
    public Outcomes Deliver(int channel, int state, int message, Rehearsal rehearsal)
    {
        rehearsal.Asked++;
        var key = ((ulong)(uint)state << 34) | ((ulong)(uint)channel << 22) | (uint)message;
        return rehearsal.IsWorthAsking && known.TryGet(key, out var place)
            ? new Outcomes(code.At(place))
            : Rehearse(key, channel, state, message, rehearsal);
    }

    public int ChannelOf(in Channel channel)
    {
        var key = (ulong)channel.Order;
        if (channelNumbers.TryGet(key, out var number))
            return number;

        lock (channelNumbers)
        {
            if (channelNumbers.TryGet(key, out number))
                return number;
            number = channels.Length;
            channels = [.. channels, new ChannelShelf(channel, start.Delivery == Delivery.Bag)];
            channelNumbers.Add(key, number);
            return number;
        }
    }

    internal int Fail(Failure failure)
    {
        lock (failures)
        {
            failures.Add(failure);
            return -failures.Count;
        }
    }

    private Outcomes Rehearse(ulong key, int channel, int state, int message, Rehearsal rehearsal)
    {
        if (state >= 1 << 29 || channel >= 1 << 12 || message >= 1 << 22)
            throw new NotSupportedException("more than 2^29 states of one actor, 4096 channels or 2^22 messages");

        var what = rehearsal.Run(channel, state, message);
        if (!rehearsal.IsWorthKeeping)
            return new Outcomes(what);
        lock (known)
        {
            if (!known.TryGet(key, out _))
                known.Add(key, code.Add(what));
        }

        return new Outcomes(what);
    }
}

/// <summary>An actor threw: a bug of the simulated system.</summary>
internal sealed record Failure(Exception Exception);
