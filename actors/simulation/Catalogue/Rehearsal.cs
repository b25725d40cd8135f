using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Runs an actor's code on a numbered state, once for each way its choices can fall, and writes down what it does.</summary>
internal sealed class Rehearsal(Catalogue catalogue) : IOutbox
{
    private const int Emptied = 0;

    private readonly ByteWriter scratch = new();
    private readonly (Message? Message, int Number)[] recent = new (Message?, int)[256];
    private readonly List<int> code = [];
    private readonly List<int> effects = [];
    private readonly List<(int Chosen, int Alternatives)> choices = [];
    private ActorId current;
    private int choicesMade;
    private long runs;

    public Tick Now => default;

    /// <summary>How often the catalogue was asked, whether it knew the answer or not.</summary>
    public long Asked { get; set; }

    /// <summary>Rehearses one delivery. The result is valid until the next.</summary>
    public ReadOnlySpan<int> Run(int channel, int state, int message)
    {
        var way = catalogue.Channels[channel].Channel;
        current = way.To;
        runs++;
        code.Clear();
        choices.Clear();
        do
        {
            effects.Clear();
            choicesMade = 0;
            var next = Receive(state, new Envelope(way.From, way.To, catalogue.Messages[message]));
            code.Add(3 + choicesMade + effects.Count);
            code.Add(next);
            code.Add(choicesMade);
            for (var choice = 0; choice < choicesMade; choice++)
                code.Add(choices[choice].Chosen);
            code.AddRange(CollectionsMarshal.AsSpan(effects));
        }
        while (NextChoices());

        return CollectionsMarshal.AsSpan(code);
    }

    /// <summary>
    /// False once it turns out that the same message hardly ever meets the same state again: then look-ups would only
    /// fill memory.
    /// </summary>
    public bool IsWorthKeeping => runs < 50_000 || 3 * runs < 2 * Asked;

    public void Tell(ActorId to, Message message) => Put(new Channel(current, to), message);

    public void Tell(ActorId to, Message message, Duration after) => Put(new Channel(current, to), message);

    public void StartTimer(int key, Message message, Duration after)
    {
        CancelTimer(key);
        Put(new Channel(current, current, key), message);
    }

    public void CancelTimer(int key) => Note(catalogue.ChannelOf(new Channel(current, current, key)), Emptied);

    public int Choose(in Choice choice)
    {
        if (choice.Alternatives <= 1)
            return 0;
        if (choicesMade == choices.Count)
            choices.Add((0, choice.IsSeed ? 1 : choice.Alternatives));
        return choices[choicesMade++].Chosen;
    }

    private void Put(in Channel channel, Message message) =>
        Note(catalogue.ChannelOf(channel), NumberOf(message));

    private void Note(int channel, int message)
    {
        effects.Add(channel);
        effects.Add(message);
    }

    // Many behaviours make a message once and send it often.
    private int NumberOf(Message message)
    {
        ref var known = ref recent[RuntimeHelpers.GetHashCode(message) & (recent.Length - 1)];
        if (!ReferenceEquals(known.Message, message))
            known = (message, catalogue.Messages.Intern(message, scratch));
        return known.Number;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an actor throws is a discovery, reported with its trace.")]
    private int Receive(int state, in Envelope envelope)
    {
        try
        {
            return catalogue.Shelves[current.Number].Receive(state, envelope, this, scratch);
        }
        catch (Exception exception)
        {
            return catalogue.Fail(new Failure(exception));
        }
    }

    // Like an odometer: the last choice that has another alternative takes it, those after it start again.
    private bool NextChoices()
    {
        choices.RemoveRange(choicesMade, choices.Count - choicesMade);
        while (choices is [.., var (chosen, alternatives)])
        {
            choices.RemoveAt(choices.Count - 1);
            if (chosen + 1 < alternatives)
            {
                choices.Add((chosen + 1, alternatives));
                return true;
            }
        }

        return false;
    }
}
