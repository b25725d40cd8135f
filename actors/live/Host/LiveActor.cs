using System.Diagnostics;

using ActorVm.Messages;
using ActorVm.Simulation;

using Akka.Actor;

using Envelope = ActorVm.Messages.Envelope;

namespace ActorVm.Live;

/// <summary>
/// An Akka actor that runs a behaviour. One letter is one step, as in the simulation. Letters that are due later, and
/// those behind them on the same channel, are held back here, where a timer that is stopped can still be caught.
/// </summary>
/// <remarks>
/// What is due within five milliseconds is delivered at once: Akka's scheduler ticks every ten. So the small virtual costs of
/// kernel code cost what the real code costs.
/// </remarks>
internal abstract class LiveActor(LiveStage stage, ActorId self) : ActorBase, IOutbox
{
    private static readonly long Soon = Stopwatch.Frequency / 200;

    private readonly long[] sent = new long[stage.ActorCount];
    private readonly SortedDictionary<int, long> timersStarted = [];
    private readonly Dictionary<Channel, Lane> lanes = [];
    private readonly LiveLog? log = stage.LogOf(self);
    private SplitMix64 random = new(new SplitMix64(stage.Seed ^ ((ulong)(self.Number + 1) << 32)).Next());
    private int held;
    private int steps;
    private long stamp;
    private long wakeAt = long.MaxValue;
    private Tick? clock;

    public ActorId Id => self;

    public int Steps => steps;

    /// <summary>What was held back, or came when the run was over.</summary>
    public IEnumerable<Letter> Undelivered => lanes.Values.SelectMany(lane => lane.Letters);

    Tick IOutbox.Now
    {
        get
        {
            if (clock is { } known)
                return known;
            var microseconds = stage.MicrosecondsAt(stamp);
            log?.Chose(microseconds);
            clock = new Tick(1_000L * microseconds);
            return clock.Value;
        }
    }

    /// <summary>Tells the world where this actor stands.</summary>
    public abstract void AddTo(WorldBuilder builder, string name);

    void IOutbox.Tell(ActorId to, Message message) => Send(to, message, 0);

    void IOutbox.Tell(ActorId to, Message message, Duration after) => Send(to, message, DueAfter(after));

    void IOutbox.StartTimer(int key, Message message, Duration after)
    {
        Cancel(key);
        var sequence = timersStarted.GetValueOrDefault(key) + 1;
        timersStarted[key] = sequence;
        Hold(new Letter(new Channel(self, self, key), sequence, steps, Math.Max(DueAfter(after), stamp), message));
    }

    void IOutbox.CancelTimer(int key) => Cancel(key);

    int IOutbox.Choose(in Choice choice)
    {
        if (choice.Alternatives <= 1)
            return 0;
        var chosen = random.Decide(choice);
        log?.Chose(chosen);
        return chosen;
    }

    protected abstract void Step(in Envelope envelope);

    protected override void PreStart() => stage.Entered(this);

    protected override void PostStop() => stage.Left(self);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Letter letter:
                Accept(letter);
                return true;
            case Wake:
                Release();
                return true;
            case Order order:
                order.Do(this);
                order.Done.SetResult();
                return true;
            default:
                return false;
        }
    }

    private void Accept(Letter letter)
    {
        var mustWait = stage.IsOver
            || (held > 0 && lanes.TryGetValue(letter.Channel, out var lane) && lane.Count > 0)
            || (letter.Due != 0 && letter.Due > Stopwatch.GetTimestamp() + Soon);
        if (mustWait)
            Hold(letter);
        else
            Deliver(letter);
    }

    private void Deliver(Letter letter)
    {
        stamp = Stopwatch.GetTimestamp();
        steps++;
        clock = null;
        log?.Begin(stamp, letter.Channel, letter.Sequence, letter.SentBy);
        try
        {
            Step(new Envelope(letter.Channel.From, self, letter.Message));
        }
        catch (Exception thrown)
        {
            stage.Failed(self, thrown);
            throw;
        }
    }

    private void Send(ActorId to, Message message, long due)
    {
        ArgumentNullException.ThrowIfNull(message);
        stage.RefOf(to).Tell(new Letter(new Channel(self, to), ++sent[to.Number], steps, due, message), ActorRefs.NoSender);
    }

    private long DueAfter(Duration after) => after.Nanoseconds <= 0 ? 0 : stamp + stage.StampsIn(after);

    private void Cancel(int key)
    {
        if (lanes.TryGetValue(new Channel(self, self, key), out var lane))
        {
            held -= lane.Count;
            lane.Clear();
        }
    }

    private void Hold(Letter letter)
    {
        if (!lanes.TryGetValue(letter.Channel, out var lane))
            lanes.Add(letter.Channel, lane = new Lane(letter.Channel));
        lane.Enqueue(letter);
        held++;
        Arrange(lane.Due);
    }

    private void Arrange(long due)
    {
        if (due >= wakeAt || stage.IsOver)
            return;
        wakeAt = due;
        stage.WakeLater(Self, due - Stopwatch.GetTimestamp() - Soon);
    }

    // Several wakes may be under way; one too many finds nothing due.
    private void Release()
    {
        wakeAt = long.MaxValue;
        while (!stage.IsOver && NextLane() is { } next)
        {
            if (next.Due > Stopwatch.GetTimestamp() + Soon)
            {
                Arrange(next.Due);
                return;
            }

            held--;
            Deliver(next.Dequeue());
        }
    }

    private Lane? NextLane()
    {
        Lane? next = null;
        foreach (var lane in lanes.Values)
        {
            if (lane.Count > 0 && (next is null || lane.Due < next.Due))
                next = lane;
        }

        return next;
    }
}

/// <summary>An actor with a state of its type, and the behaviour that makes the next one of it.</summary>
internal sealed class LiveActor<TState>(LiveStage stage, ActorId self, IBehaviour<TState> behaviour, TState state) : LiveActor(stage, self)
{
    private TState state = state;

    public TState State => state;

    public override void AddTo(WorldBuilder builder, string name) => builder.Add(name, behaviour, state);

    protected override void Step(in Envelope envelope) => state = behaviour.Receive(state, envelope, this);
}
