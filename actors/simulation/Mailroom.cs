using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// Every message on its way. The head of each channel (with <see cref="Delivery.Bag"/>: every message) stands either
/// among the ready, kept in canonical order, or in a heap of those that are due later; the rest of a channel hangs
/// behind its head. Letters live in one array, so that a fork is a few block copies.
/// </summary>
internal sealed class Mailroom(ChannelMap map, Delivery delivery)
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

    /// <summary>All letters on their way in canonical order: by channel, each from its head on.</summary>
    public int[] InOrder()
    {
        var all = new List<int>(lettersUsed);
        foreach (var head in (ReadOnlySpan<int>)[.. ready.AsSpan(0, readyCount), .. later.AsSpan(0, laterCount)])
        {
            for (var letter = head; letter >= 0; letter = letters[letter].Next)
                all.Add(letter);
        }

        all.Sort(Compare);
        return [.. all];
    }

    public long FirstSequence(int channel)
    {
        var first = channel < channels.Length ? channels[channel].Sent + 1 : 1;
        foreach (var letter in InOrder())
        {
            if (letters[letter].Channel == channel)
                first = Math.Min(first, letters[letter].Sequence);
        }

        return first;
    }

    public void CopyFrom(Mailroom other)
    {
        Copy(other.letters, ref letters, other.lettersUsed, lettersUsed);
        Copy(other.ready, ref ready, other.readyCount, 0);
        Copy(other.later, ref later, other.laterCount, 0);
        var fresh = channels.Length;
        Copy(other.channels, ref channels, other.channels.Length, 0);
        for (var channel = other.channels.Length; channel < fresh; channel++)
            channels[channel] = Ends.Empty;

        (lettersUsed, free, sent) = (other.lettersUsed, other.free, other.sent);
        (readyCount, laterCount) = (other.readyCount, other.laterCount);
    }

    public void Save(ByteWriter writer)
    {
        writer.Write(sent);
        writer.Write(map.Count);
        for (var channel = 0; channel < map.Count; channel++)
        {
            Codec<Channel>.Default.Write(writer, map[channel]);
            writer.Write(channel < channels.Length ? channels[channel].Sent : 0);
        }

        var all = InOrder();
        writer.Write(all.Length);
        foreach (var letter in all)
        {
            Codec<Channel>.Default.Write(writer, map[letters[letter].Channel]);
            Codec<Postmark>.Default.Write(writer, letters[letter].Postmark);
            Codec<Message>.Default.Write(writer, letters[letter].Message);
        }
    }

    public void Load(ref ByteReader reader, long now)
    {
        CopyFrom(new Mailroom(map, delivery));
        var sentSoFar = reader.Read<long>();
        for (var count = reader.Read<int>(); count > 0; count--)
            EndsOf(map.FindOrAdd(Codec<Channel>.Default.Read(ref reader))).Sent = reader.Read<long>();
        for (var count = reader.Read<int>(); count > 0; count--)
        {
            var channel = map.FindOrAdd(Codec<Channel>.Default.Read(ref reader));
            var postmark = Codec<Postmark>.Default.Read(ref reader);
            Repost(channel, Codec<Message>.Default.Read(ref reader), postmark, now);
        }

        sent = sentSoFar;
    }

    /// <summary>Drops what is on its way, except the letters at these places in canonical order.</summary>
    public void Keep(IReadOnlyCollection<int> places, long now)
    {
        var kept = InOrder().Where((_, place) => places.Contains(place)).Select(letter => letters[letter]).ToArray();
        var (known, sentSoFar) = (channels[..], sent);
        CopyFrom(new Mailroom(map, delivery));
        for (var channel = 0; channel < known.Length; channel++)
            EndsOf(channel).Sent = known[channel].Sent;
        foreach (var letter in kept)
            Repost(letter.Channel, letter.Message, letter.Postmark, now);
        sent = sentSoFar;
    }

    private void Repost(int channel, Message message, in Postmark postmark, long now)
    {
        var sentOnChannel = EndsOf(channel).Sent;
        Post(channel, message, postmark.Due, now, postmark.SentBy);
        ref var letter = ref letters[channels[channel].Tail];
        (letter.Sent, letter.Sequence, channels[channel].Sent) = (postmark.Sent, postmark.Sequence, sentOnChannel);
    }

    private static void Copy<T>(T[] from, ref T[] to, int count, int used)
    {
        if (to.Length < count)
            to = new T[from.Length];
        Array.Copy(from, to, count);
        if (used > count)
            Array.Clear(to, count, used - count);
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

    private void Place(int letter, long now)
    {
        if (letters[letter].Due > now)
        {
            PushLater(letter);
            return;
        }

        letters[letter].Place = None;
        if (readyCount == ready.Length)
            Array.Resize(ref ready, 2 * ready.Length);
        var index = readyCount++;
        for (; index > 0 && Compare(letter, ready[index - 1]) < 0; index--)
            ready[index] = ready[index - 1];
        ready[index] = letter;
    }

    private int Compare(int left, int right)
    {
        ref readonly var a = ref letters[left];
        ref readonly var b = ref letters[right];
        return a.Channel == b.Channel
            ? a.Sequence.CompareTo(b.Sequence)
            : map.Order(a.Channel).CompareTo(map.Order(b.Channel));
    }

    private void RemoveReady(int index)
    {
        readyCount--;
        for (; index < readyCount; index++)
            ready[index] = ready[index + 1];
    }

    private void PushLater(int letter)
    {
        if (laterCount == later.Length)
            Array.Resize(ref later, 2 * later.Length);
        Rise(laterCount++, letter);
    }

    private int RemoveLater(int place)
    {
        var removed = later[place];
        var last = later[--laterCount];
        if (place < laterCount)
        {
            if (place > 0 && Before(last, later[(place - 1) / 2]))
                Rise(place, last);
            else
                Sink(place, last);
        }

        return removed;
    }

    private void Rise(int place, int letter)
    {
        while (place > 0 && Before(letter, later[(place - 1) / 2]))
        {
            Settle(place, later[(place - 1) / 2]);
            place = (place - 1) / 2;
        }

        Settle(place, letter);
    }

    private void Sink(int place, int letter)
    {
        for (var child = 2 * place + 1; child < laterCount; child = 2 * place + 1)
        {
            if (child + 1 < laterCount && Before(later[child + 1], later[child]))
                child++;
            if (!Before(later[child], letter))
                break;
            Settle(place, later[child]);
            place = child;
        }

        Settle(place, letter);
    }

    private void Settle(int place, int letter)
    {
        later[place] = letter;
        letters[letter].Place = place;
    }

    private bool Before(int left, int right)
    {
        ref readonly var a = ref letters[left];
        ref readonly var b = ref letters[right];
        return a.Due != b.Due ? a.Due < b.Due : a.Sent < b.Sent;
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
