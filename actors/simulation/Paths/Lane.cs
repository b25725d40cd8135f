namespace ActorVm.Simulation;

/// <summary>A channel of a path: all letters ever put into it on this path, and where the undelivered ones begin and end.</summary>
internal sealed class Lane(int number, Channel channel, bool isBag, long firstSequence)
{
    private Letter[] letters = new Letter[8];

    public int Number => number;

    public Channel Channel => channel;

    public int Receiver { get; } = channel.To.Number;

    public bool IsTimer { get; } = channel.IsTimer;

    public bool IsBag => isBag;

    /// <summary>The number that the first letter has on the channel of the world.</summary>
    public long FirstSequence => firstSequence;

    /// <summary>The process of its head, when it is not a bag.</summary>
    public int Process { get; set; } = -1;

    public int Head { get; private set; }

    public int Tail { get; private set; }

    /// <summary>The step that delivered last from here, or −1. Of a bag: always −1, its letters do not follow each other.</summary>
    public int LastDelivered { get; private set; } = -1;

    public bool IsEmpty => Head == Tail;

    public ref readonly Letter this[int letter] => ref letters[letter];

    public IEnumerable<Letter> Undelivered() => letters[Head..Tail].Where(letter => !letter.IsDelivered);

    public void Push(int message, int sentBy)
    {
        if (Tail == letters.Length)
            Array.Resize(ref letters, 2 * Tail);
        letters[Tail++] = new Letter(message, sentBy, IsDelivered: false);
    }

    public void Deliver(int letter, int step)
    {
        letters[letter] = letters[letter] with { IsDelivered = true };
        if (!isBag)
            LastDelivered = step;
        while (Head < Tail && letters[Head].IsDelivered)
            Head++;
    }

    public void TakeBack(int letter, int lastDelivered)
    {
        letters[letter] = letters[letter] with { IsDelivered = false };
        LastDelivered = lastDelivered;
    }

    public void Empty() => Head = Tail;

    public void Restore(int head, int tail) => (Head, Tail) = (head, tail);

    internal readonly record struct Letter(int Message, int SentBy, bool IsDelivered);
}
