namespace ActorVm.Simulation;

/// <summary>
/// One delivery to one state, worked out for one layout: which bits of a situation flip, and what its hash changes by.
/// Only for deliveries that can go one way and send into at most one channel that is empty so far.
/// </summary>
internal struct Flip
{
    public ulong Key;
    public ulong Hash;
    public ulong Receiver;
    public ulong Channel;
    public ulong Sent;

    /// <summary>These bits of the word sent into must be 0.</summary>
    public ulong SentEmpty;
    public int ReceiverWord;
    public int ChannelWord;
    public int SentWord;
}

/// <summary>The flips met last. A place holds one, and whoever comes later has it.</summary>
internal sealed class Flips
{
    private const int PlacesMost = 1 << 17;

    private Flip[] places = new Flip[1 << 10];
    private int added;

    public ref readonly Flip this[int place] => ref places[place];

    // State, channel and content side by side; 0 is never a key, because contents are counted from 1.
    public static ulong KeyOf(int state, int channel, int content) =>
        ((ulong)(uint)state << 35) | ((ulong)(uint)channel << 23) | (uint)content;

    public static bool HasKey(int state, int channel, int content) => state < 1 << 29 && channel < 1 << 12 && content < 1 << 23;

    public int PlaceOf(ulong key) => unchecked((int)((key ^ (key >> 31)) * 0x9E3779B97F4A7C15UL >> 40)) & (places.Length - 1);

    /// <summary>Forgets everything: the layout is another.</summary>
    public void Clear()
    {
        Array.Clear(places);
        added = 0;
    }

    public void Add(in Flip flip)
    {
        if (++added > places.Length && places.Length < PlacesMost)
            Lengthen();
        places[PlaceOf(flip.Key)] = flip;
    }

    private void Lengthen()
    {
        var known = places;
        places = new Flip[4 * known.Length];
        added = 0;
        foreach (ref readonly var flip in known.AsSpan())
        {
            if (flip.Key == 0)
                continue;
            places[PlaceOf(flip.Key)] = flip;
            added++;
        }
    }
}
