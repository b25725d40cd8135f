using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// Every message on its way. The head of each channel (with <see cref="Delivery.Bag"/>: every message) stands either
/// among the ready, kept in canonical order, or in a heap of those that are due later; the rest of a channel hangs
/// behind its head. Letters live in one array, so that a fork is a few block copies.
/// </summary>
internal sealed partial class Mailroom(ChannelMap map, Delivery delivery)
{
    private const int None = -1;

    private Letter[] letters = new Letter[16];
    private Ends[] channels = [];
    private int[] ready = new int[16];
    private int[] later = new int[16];
    private int lettersUsed;
    private int free = None;
    private int readyCount;
    private int laterCount;
    private long sent;

    public int ReadyCount => readyCount;

    public bool IsEmpty => readyCount + laterCount == 0;

    public int Ready(int index) => index < readyCount ? ready[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public ref readonly Letter this[int letter] => ref letters[letter];

    /// <summary>Puts a message at the end of its channel.</summary>
    public void Post(int channel, Message message, long due, long now, long step)
    {
        var letter = Take();
        ref var ends = ref EndsOf(channel);
        var follows = ends.Tail >= 0 && delivery == Delivery.Fifo;
        if (follows)
            due = Math.Max(due, letters[ends.Tail].Due);

        ref var it = ref letters[letter];
        it.Message = message;
        it.Due = due;
        it.Sent = sent++;
        it.SentBy = step;
        it.Sequence = ++ends.Sent;
        it.Channel = channel;
        it.Next = None;
        if (follows)
            letters[ends.Tail].Next = letter;
        else
            Place(letter, now);
        ends.Tail = letter;
    }

    /// <summary>Takes a ready message out; the next of its channel moves up.</summary>
    public Message Remove(int index, long now, out int channel, out long sequence)
    {
        var letter = Ready(index);
        ref var taken = ref letters[letter];
        var (message, next) = (taken.Message, taken.Next);
        (channel, sequence) = (taken.Channel, taken.Sequence);
        Release(letter);
        if (next < 0)
        {
            RemoveReady(index);
            if (channels[channel].Tail == letter)
                channels[channel].Tail = None;
        }
        else if (letters[next].Due <= now)
        {
            letters[next].Place = None;
            ready[index] = next;
        }
        else
        {
            RemoveReady(index);
            Place(next, now);
        }

        return message;
    }

    /// <summary>Takes the only message of a timer's channel out, if there is one.</summary>
    public void Cancel(int channel)
    {
        if (channel >= channels.Length || channels[channel].Tail < 0)
            return;

        var letter = channels[channel].Tail;
        if (letters[letter].Place >= 0)
            RemoveLater(letters[letter].Place);
        else
            RemoveReady(Array.IndexOf(ready, letter, 0, readyCount));
        channels[channel].Tail = None;
        Release(letter);
    }

    /// <summary>When nothing is ready: goes on to the next tick at which something is due.</summary>
    /// <returns>False when no message is left at all.</returns>
    public bool Advance(ref long now)
    {
        if (readyCount > 0)
            return true;
        if (laterCount == 0)
            return false;

        now = letters[later[0]].Due;
        while (laterCount > 0 && letters[later[0]].Due == now)
            Place(RemoveLater(0), now);
        return true;
    }

    /// <summary>The tick of the next delivery.</summary>
    public long? NextDue(long now) => readyCount > 0 ? now : laterCount > 0 ? letters[later[0]].Due : null;

    public Candidate Describe(int letter)
    {
        ref readonly var it = ref letters[letter];
        return new Candidate(map[it.Channel], it.Sequence, it.Sent, new Tick(it.Due), it.SentBy, it.Message);
    }

    public int OldestReady()
    {
        var oldest = 0;
        for (var index = 1; index < readyCount; index++)
        {
            if (letters[ready[index]].Sent < letters[ready[oldest]].Sent)
                oldest = index;
        }

        return oldest;
    }

    private int Take()
    {
        if (free >= 0)
        {
            var letter = free;
            free = letters[letter].Next;
            return letter;
        }

        if (lettersUsed == letters.Length)
            Array.Resize(ref letters, 2 * letters.Length);
        return lettersUsed++;
    }

    private void Release(int letter)
    {
        letters[letter].Message = null!;
        letters[letter].Next = free;
        free = letter;
    }

    private ref Ends EndsOf(int channel)
    {
        if (channel >= channels.Length)
        {
            var known = channels.Length;
            Array.Resize(ref channels, Math.Max(16, Math.Max(channel + 1, 2 * known)));
            Array.Fill(channels, Ends.Empty, known, channels.Length - known);
        }

        return ref channels[channel];
    }

    /// <summary>A message, where it stands and what follows it.</summary>
    internal struct Letter
    {
        public Message Message;
        public long Due;
        public long Sent;
        public long SentBy;
        public long Sequence;
        public int Channel;
        public int Next;
        public int Place;

        public readonly Postmark Postmark => new(Due, Sent, SentBy, Sequence);
    }

    internal readonly record struct Postmark(long Due, long Sent, long SentBy, long Sequence);

    private struct Ends
    {
        public static readonly Ends Empty = new() { Tail = None };

        public long Sent;
        public int Tail;
    }
}
