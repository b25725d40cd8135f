using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Runs an actor's code on a numbered state, once for each way its choices can fall, and writes down what it does.</summary>
internal sealed class Rehearsal(Catalogue catalogue) : IOutbox
{
    private const int Emptied = 0;

    // Before, nothing can be said of what is worth while.
    private const int RunsAtLeast = 50_000;

    private readonly ByteWriter scratch = new();
    private readonly Stage[] stages = Array.ConvertAll(catalogue.Shelves, shelf => shelf.Stage());
    private readonly (Message? Message, int Number)[] recent = new (Message?, int)[256];
    private readonly Odometer choices = new();
    private readonly int[][] sent = Array.ConvertAll(catalogue.Shelves, _ => Array.Empty<int>());
    private readonly Outcomes.Writer written = new();
    private int[] numbers = new int[16];
    private ActorId current;
    private (Message? Message, int Number) last;
    private long runs;

    public Tick Now => default;

    /// <summary>How often the catalogue was asked, whether it knew the answer or not.</summary>
    public long Asked { get; set; }

    /// <summary>Rehearses one delivery. The result is valid until the next.</summary>
    public ReadOnlySpan<int> Run(int channel, int state, int message)
    {
        var way = catalogue.Channels[channel].Channel;
        var envelope = new Envelope(way.From, way.To, catalogue.Messages[message]);
        current = way.To;
        runs++;
        written.Clear();
        choices.Clear();
        var stage = stages[current.Number];
        stage.Begin(state);
        do
        {
            written.Begin();
            var after = Receive(stage, envelope);
            if (after < 0)
                written.TakeBack();
            written.End(after, choices.Chosen);
        }
        while (choices.Next());

        NumberStates(stage);
        return written.Written;
    }

    // Last, because by now the index has fetched what it needs.
    private void NumberStates(Stage stage)
    {
        if (stage.Count > numbers.Length)
            numbers = new int[2 * stage.Count];
        stage.Number(numbers.AsSpan(0, stage.Count));
        written.Renumber(numbers);
    }

    /// <summary>
    /// False once it turns out that the same message hardly ever meets the same state again: then look-ups would only
    /// fill memory.
    /// </summary>
    public bool IsWorthKeeping => runs < RunsAtLeast || 3 * runs < 2 * Asked;

    /// <summary>False once next to nothing that was asked was known: then even to look is a waste.</summary>
    public bool IsWorthAsking => runs < RunsAtLeast || 10 * runs < 9 * Asked;

    public void Tell(ActorId to, Message message) => written.Add(ChannelTo(to), NumberOf(message));

    public void Tell(ActorId to, Message message, Duration after) => Tell(to, message);

    public void StartTimer(int key, Message message, Duration after)
    {
        CancelTimer(key);
        written.Add(catalogue.ChannelOf(new Channel(current, current, key)), NumberOf(message));
    }

    public void CancelTimer(int key) => written.Add(catalogue.ChannelOf(new Channel(current, current, key)), Emptied);

    public int Choose(in Choice choice) =>
        choice.Alternatives <= 1 ? 0 : choices.Choose(choice.IsSeed ? 1 : choice.Alternatives);

    private int ChannelTo(ActorId to)
    {
        var known = sent[current.Number];
        return (uint)to.Number < (uint)known.Length && known[to.Number] is > 0 and var number ? number - 1 : AskChannelTo(to);
    }

    private int AskChannelTo(ActorId to)
    {
        var channel = catalogue.ChannelOf(new Channel(current, to));
        if (to.Number < 0)
            return channel;

        ref var known = ref sent[current.Number];
        if (to.Number >= known.Length)
            Array.Resize(ref known, to.Number + 1);
        known[to.Number] = channel + 1;
        return channel;
    }

    // Many behaviours make a message once and send it often.
    private int NumberOf(Message message)
    {
        if (!ReferenceEquals(last.Message, message))
            last = (message, Recall(message));
        return last.Number;
    }

    private int Recall(Message message)
    {
        ref var known = ref recent[RuntimeHelpers.GetHashCode(message) & (recent.Length - 1)];
        if (!ReferenceEquals(known.Message, message))
            known = (message, catalogue.Messages.Intern(message, scratch));
        return known.Number;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an actor throws is a discovery, reported with its trace.")]
    private int Receive(Stage stage, in Envelope envelope)
    {
        try
        {
            return stage.Receive(envelope, this);
        }
        catch (Exception exception)
        {
            return catalogue.Fail(new Failure(exception));
        }
    }
}
