using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <content>A world as bytes: to compare, to store, to go on from.</content>
public sealed partial class World
{
    /// <summary>
    /// Stands for the whole situation: states, messages on their way and, in a timed world, the clock. How it came
    /// about does not count: two histories that end alike are alike.
    /// </summary>
    public Fingerprint Fingerprint
    {
        get
        {
            var writer = new ByteWriter(abridged: true);
            foreach (var cell in cells)
                cell.Write(writer);
            WriteMail(writer);
            return Fingerprint.Of(writer.Written);
        }
    }

    /// <summary>Everything needed to go on later, in another process: to be read by a world built the same way.</summary>
    public byte[] Save()
    {
        var writer = new ByteWriter();
        writer.Write(now);
        writer.Write(steps);
        foreach (var cell in cells)
            cell.Write(writer);
        mail.Save(writer);
        return writer.Written.ToArray();
    }

    /// <summary>Becomes what was saved.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of a world built like this one.</exception>
    public void Load(ReadOnlySpan<byte> saved)
    {
        var reader = new ByteReader(saved);
        now = reader.Read<long>();
        steps = reader.Read<long>();
        foreach (var cell in cells)
            cell.Read(ref reader);
        mail.Load(ref reader, now);
        lastMessage = null;
        if (!reader.IsAtEnd)
            throw new InvalidDataException("more bytes than this world has parts");
    }

    /// <summary>Where another world differs first, read against this one; null when they are alike.</summary>
    public string? FirstDifference(World actual)
    {
        ArgumentNullException.ThrowIfNull(actual);
        for (var actor = 0; actor < cells.Length; actor++)
        {
            if (cells[actor].Difference(actual.cells[actor]) is { } found)
                return $"{NameOf(new ActorId(actor))} {found}";
        }

        return Difference.First(Situation(this), Situation(actual)) is { } other ? $"messages {other}" : null;
    }

    private static string[] Situation(World world) =>
        [.. world.Pending.Select(letter => $"{letter.Channel} {letter.Message} due {letter.Due.Nanoseconds}"), $"now {world.now}"];

    private void WriteMail(ByteWriter writer)
    {
        var isTimed = roster.Pace == Pace.Timed;
        if (isTimed)
            writer.Write(now);
        foreach (var letter in mail.InOrder())
        {
            writer.Write(channels.Order(mail[letter].Channel));
            if (isTimed)
                writer.Write(mail[letter].Due);
            Codec<Message>.Default.Write(writer, mail[letter].Message);
        }
    }
}
