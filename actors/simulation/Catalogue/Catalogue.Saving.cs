namespace ActorVm.Simulation;

/// <content>
/// A catalogue as bytes: everything in the order of its numbers, so that read back it has the same ones. What deliveries
/// did is not written; it is found out again when it is asked for.
/// </content>
internal sealed partial class Catalogue
{
    public void Save(ByteWriter writer)
    {
        writer.Write(ChannelCount);
        foreach (var channel in channels)
            Codec<Channel>.Default.Write(writer, channel.Channel);
        writer.Write(Messages.Count);
        for (var message = 1; message <= Messages.Count; message++)
            Codec<Messages.Message>.Default.Write(writer, Messages[message]);
        foreach (var channel in channels)
        {
            writer.Write(channel.Count);
            for (var content = 1; content < channel.Count; content++)
                Codec<int[]>.Default.Write(writer, channel.Messages(content));
        }

        foreach (var shelf in shelves)
            shelf.Save(writer);
    }

    public void Load(ref ByteReader reader)
    {
        for (var (channel, count) = (0, reader.Read<int>()); channel < count; channel++)
            Expect(channel, ChannelOf(Codec<Channel>.Default.Read(ref reader)));
        var scratch = new ByteWriter();
        for (var (message, count) = (1, reader.Read<int>()); message <= count; message++)
            Expect(message, Messages.Intern(Codec<Messages.Message>.Default.Read(ref reader), scratch));
        foreach (var channel in channels)
        {
            for (var (content, count) = (1, reader.Read<int>()); content < count; content++)
                Expect(content, channel.Add(Codec<int[]>.Default.Read(ref reader)));
        }

        foreach (var shelf in shelves)
            shelf.Load(ref reader);
    }

    internal static void Expect(int saved, int number)
    {
        if (saved != number)
            throw new InvalidDataException("the system begins otherwise than the exploration was started with");
    }
}
