using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// A run that can be taken back step by step, over the numbers of a catalogue. Delivered letters stay where they are,
/// so going back is moving some marks.
/// </summary>
/// <remarks>
/// Who may be next is a <i>process</i>: a channel when messages arrive in order, a single message when they do not.
/// A process keeps its number whatever happens elsewhere.
/// </remarks>
internal sealed partial class Path : ISituation
{
    private readonly Catalogue catalogue;
    private readonly Rehearsal rehearsal;
    private readonly List<Lane> lanes = [];
    private readonly List<Process> processes = [];
    private readonly List<int[]> processNumbers = [];
    private readonly List<(int Lane, int Head, int Tail)> undo = [];
    private readonly int[] states;
    private readonly int[] lastAt;
    private readonly bool isBag;
    private Event[] events = new Event[256];

    public Path(World start)
    {
        catalogue = new Catalogue(start);
        rehearsal = new Rehearsal(catalogue);
        isBag = start.Delivery == Delivery.Bag;
        states = catalogue.Start[..catalogue.ActorCount];
        lastAt = new int[catalogue.ActorCount];
        Array.Fill(lastAt, -1);
        for (var channel = 0; channel < catalogue.ChannelCount; channel++)
        {
            foreach (var message in catalogue.Channels[channel].Messages(catalogue.Start[catalogue.ActorCount + channel]))
                LaneOf(channel).Push(message, -1);
        }
    }

    public int Length { get; private set; }

    public Catalogue Catalogue => catalogue;

    public int ProcessCount => processes.Count;

    public int ActorCount => catalogue.ActorCount;

    public bool IsQuiescent => lanes.TrueForAll(lane => lane.IsEmpty);

    public IEnumerable<Waiting> Mail =>
        from lane in lanes
        orderby lane.Channel.Order
        from letter in lane.Undelivered()
        select new Waiting(lane.Channel, catalogue.Messages[letter.Message]);

    public ref readonly Event this[int step] => ref events[step];

    public Process ProcessOf(int number) => processes[number];

    /// <summary>What a process would deliver next.</summary>
    public Letter NextLetter(int process) => LetterIn(processes[process].Lane, LetterOf(process));

    /// <summary>What a step delivered.</summary>
    public Letter LetterAt(int step) => LetterIn(events[step].Lane, events[step].Letter);

    /// <summary>How many deliveries the actor had before this step; those of all steps when it is the length.</summary>
    public int HeardBefore(int actor, int step)
    {
        var heard = 0;
        for (var at = step == Length ? lastAt[actor] : events[step].PreviousAtReceiver; at >= 0; at = events[at].PreviousAtReceiver)
            heard++;
        return heard;
    }

    /// <summary>What the process would deliver next.</summary>
    public int MessageOf(int process) => lanes[processes[process].Lane][LetterOf(process)].Message;

    /// <summary>Fills in the processes that may be next, in the order of their channels' first use.</summary>
    public void ListEnabled(List<int> enabled)
    {
        enabled.Clear();
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var it = lanes[lane];
            if (it.IsEmpty)
                continue;
            if (!it.IsBag)
            {
                enabled.Add(it.Process);
                continue;
            }

            for (var letter = it.Head; letter < it.Tail; letter++)
            {
                if (!it[letter].IsDelivered)
                    enabled.Add(ProcessNumber(lane, letter));
            }
        }
    }

    /// <summary>Delivers the next message of a process.</summary>
    /// <param name="way">Which of the ways it can go.</param>
    /// <param name="ways">How many ways there are.</param>
    /// <returns>Null, or why the receiver threw; then the step counts as made, but must be taken back.</returns>
    public Failure? Step(int process, int way, out int ways)
    {
        var lane = lanes[processes[process].Lane];
        var letter = LetterOf(process);
        var receiver = lane.Receiver;
        var message = lane[letter].Message;
        if (Length == events.Length)
            Array.Resize(ref events, 2 * events.Length);
        ref var it = ref events[Length];
        it = new Event(process, lane.Number, letter, receiver, message, way, lane[letter].SentBy, lane.LastDelivered, lastAt[receiver], states[receiver], undo.Count);
        var outcome = catalogue.Deliver(lane.Number, states[receiver], message, rehearsal).At(way, out ways);
        it = it with { Ways = ways };
        Remember(lane);
        lane.Deliver(letter, Length);
        lastAt[receiver] = Length;
        if (outcome.State < 0)
        {
            Length++;
            return catalogue.FailureOf(outcome.State);
        }

        states[receiver] = outcome.State;
        Apply(outcome.Effects);
        Length++;
        return null;
    }

    /// <summary>Takes the last step back.</summary>
    public void Back()
    {
        ref var it = ref events[--Length];
        for (var index = undo.Count - 1; index >= it.UndoFrom; index--)
            lanes[undo[index].Lane].Restore(undo[index].Head, undo[index].Tail);
        lanes[it.Lane].TakeBack(it.Letter, it.PreviousOnLane);
        undo.RemoveRange(it.UndoFrom, undo.Count - it.UndoFrom);
        states[it.Receiver] = it.StateBefore;
        lastAt[it.Receiver] = it.PreviousAtReceiver;
    }

    /// <summary>Timers that this step stopped or set anew while they were set: processes that could have been next instead.</summary>
    public void ListStopped(int step, List<(int Process, int Message, Letter Letter)> stopped)
    {
        stopped.Clear();
        var until = step + 1 < Length ? events[step + 1].UndoFrom : undo.Count;
        for (var index = events[step].UndoFrom + 1; index < until; index++)
        {
            var (lane, head, tail) = undo[index];
            if (lanes[lane].IsTimer && head < tail && lane != events[step].Lane)
                stopped.Add((lanes[lane].Process, lanes[lane][head].Message, LetterIn(lane, head)));
        }
    }

    public IReadOnlyList<Move> Moves()
    {
        var moves = new Move[Length];
        for (var step = 0; step < Length; step++)
            moves[step] = MoveOf(step);
        return moves;
    }

    /// <summary>64 bits that stand for the situation at the end of the path, however it came about.</summary>
    public ulong Key()
    {
        var key = 0UL;
        for (var actor = 0; actor < states.Length; actor++)
            key = Mix(key, states[actor]);
        foreach (var lane in lanes)
        {
            if (lane.IsEmpty)
                continue;
            key = Mix(key, -1 - lane.Number);
            for (var letter = lane.Head; letter < lane.Tail; letter++)
                key = Mix(key, lane[letter].Message);
        }

        return Math.Max(key, 1);
    }

    public ulong Id(TraceId id)
    {
        id.Clear();
        for (var step = 0; step < Length; step++)
        {
            ref readonly var it = ref events[step];
            id.Add(it.Receiver, lanes[it.Lane].Channel.Order, lanes[it.Lane].FirstSequence + it.Letter);
            if (it.Ways > 1)
            {
                foreach (var chosen in catalogue.Deliver(it.Lane, it.StateBefore, it.Message, rehearsal).At(it.Way, out _).Choices)
                    id.AddChoice(it.Receiver, chosen);
            }
        }

        return id.Value;
    }

    public string NameOf(ActorId actor) => catalogue.World.NameOf(actor);

    public ActorId IdOf(string name) => catalogue.World.IdOf(name);

    public TState StateOf<TState>(ActorId actor) => catalogue.StateOf<TState>(actor, states[actor.Number]);

    public string TextOf(ActorId actor) => catalogue.Shelves[actor.Number].TextOf(states[actor.Number]);

    private static ulong Mix(ulong key, int number) => Fingerprint.Finish(unchecked(key * 0x9E3779B97F4A7C15UL + (ulong)number));

    private Letter LetterIn(int lane, int letter) => new(lanes[lane].Channel, lanes[lane].FirstSequence + letter);

    private Move MoveOf(int step)
    {
        ref readonly var it = ref events[step];
        var outcome = catalogue.Deliver(it.Lane, it.StateBefore, it.Message, rehearsal).At(it.Way, out _);
        var sequence = lanes[it.Lane].FirstSequence + it.Letter;
        return new Move(lanes[it.Lane].Channel, sequence, [.. outcome.Choices]);
    }

    private void Apply(ReadOnlySpan<int> effects)
    {
        for (var effect = 0; effect < effects.Length; effect += 2)
        {
            var lane = LaneOf(effects[effect]);
            if (effects[effect + 1] == 0 && lane.IsEmpty)
                continue;
            Remember(lane);
            if (effects[effect + 1] == 0)
                lane.Empty();
            else
                lane.Push(effects[effect + 1], Length);
        }
    }

    private void Remember(Lane lane) => undo.Add((lane.Number, lane.Head, lane.Tail));

    private int LetterOf(int process) => processes[process].Letter >= 0 ? processes[process].Letter : lanes[processes[process].Lane].Head;

    private Lane LaneOf(int channel)
    {
        while (channel >= lanes.Count)
        {
            var (number, way) = (lanes.Count, catalogue.Channels[lanes.Count].Channel);
            var lane = new Lane(number, way, isBag && !way.IsTimer, catalogue.World.FirstSequence(way));
            processNumbers.Add([]);
            if (!lane.IsBag)
            {
                lane.Process = processes.Count;
                processes.Add(new Process(number, -1, lane.Receiver));
            }

            lanes.Add(lane);
        }

        return lanes[channel];
    }

    private int ProcessNumber(int lane, int letter)
    {
        var numbers = processNumbers[lane];
        while (numbers.Length <= letter)
        {
            processes.Add(new Process(lane, numbers.Length, lanes[lane].Receiver));
            processNumbers[lane] = numbers = [.. numbers, processes.Count - 1];
        }

        return numbers[letter];
    }
}

/// <summary>Who may be next: the head of a lane, or one letter of it.</summary>
internal readonly record struct Process(int Lane, int Letter, int Receiver);

/// <summary>One step of a path.</summary>
/// <param name="SentBy">The step that sent the message, or −1.</param>
/// <param name="PreviousOnLane">The step that delivered the one before on the channel, or −1.</param>
/// <param name="PreviousAtReceiver">The step before at the same receiver, or −1.</param>
internal readonly record struct Event(
    int Process, int Lane, int Letter, int Receiver, int Message, int Way, int SentBy, int PreviousOnLane, int PreviousAtReceiver,
    int StateBefore, int UndoFrom, int Ways = 1);
