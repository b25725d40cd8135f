using ActorVm.Messages;

namespace ActorVm.Simulation;

// All that is on its way: in canonical order, copied, written and read, or reduced to a part.
internal sealed partial class Mailroom
{
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
}
