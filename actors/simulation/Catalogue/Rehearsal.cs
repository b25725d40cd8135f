using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Runs an actor's code on a numbered state, once for each way its choices can fall, and writes down what it does.</summary>
internal sealed class Rehearsal(Catalogue catalogue) : IOutbox
{
    private const int Emptied = 0;

    private readonly ByteWriter scratch = new();
    private readonly Stage[] stages = Array.ConvertAll(catalogue.Shelves, shelf => shelf.Stage());
    private readonly (Message? Message, int Number)[] recent = new (Message?, int)[256];
    private readonly List<(int Chosen, int Alternatives)> choices = [];
    private int[] code = new int[256];
    private int used;
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
        var envelope = new Envelope(way.From, way.To, catalogue.Messages[message]);
        current = way.To;
        runs++;
        used = 0;
        choices.Clear();
        stages[current.Number].Clear();
        var kept = 0;
        do
        {
            var start = used;
            used += 3;
            choicesMade = 0;
            var failure = Receive(state, envelope);
            var effects = used - start - 3;
            for (var choice = 0; choice < choicesMade; choice++)
                Add(choices[choice].Chosen);
            code[start] = used - start;
            code[start + 1] = failure < 0 ? failure : kept++;
            code[start + 2] = effects;
            MakeRoom(3);
        }
        while (NextChoices());

        NumberStates();
        return code.AsSpan(0, used);
    }

    // Last, because by now the index has fetched what it needs.
    private void NumberStates()
    {
        for (var way = 0; way < used; way += code[way])
        {
            if (code[way + 1] >= 0)
                code[way + 1] = stages[current.Number].NumberOf(code[way + 1]);
        }
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
        Add(channel);
        Add(message);
    }

    private void Add(int number)
    {
        MakeRoom(1);
        code[used++] = number;
    }

    private void MakeRoom(int count)
    {
        if (used + count > code.Length)
            Array.Resize(ref code, 2 * code.Length);
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
            stages[current.Number].Receive(state, envelope, this);
            return 0;
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
