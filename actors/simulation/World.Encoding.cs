using System.Globalization;

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
            WriteAbridged(writer, []);
            return Fingerprint.Of(writer.Written);
        }
    }

    /// <summary>Everything needed to go on later, in another process: to be read by a world built the same way.</summary>
    public byte[] Save()
    {
        var writer = new ByteWriter();
        Save(writer, []);
        return writer.Written.ToArray();
    }

    /// <summary>Becomes what was saved.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of a world built like this one.</exception>
    public void Load(ReadOnlySpan<byte> saved)
    {
        var reader = new ByteReader(saved);
        Load(ref reader);
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

    /// <summary>Writes what the fingerprint is made of.</summary>
    /// <param name="ends">Where each actor's part ends; empty when nobody asks.</param>
    internal void WriteAbridged(ByteWriter writer, Span<int> ends)
    {
        for (var actor = 0; actor < cells.Length; actor++)
        {
            cells[actor].Write(writer);
            if (!ends.IsEmpty)
                ends[actor] = writer.Length;
        }

        WriteMail(writer);
    }

    /// <summary>Writes everything: the clock, each actor, the mail.</summary>
    /// <param name="ends">Where each of these ends; empty when nobody asks.</param>
    internal void Save(ByteWriter writer, Span<int> ends)
    {
        writer.Write(now);
        writer.Write(steps);
        End(ends, 0, writer);
        for (var actor = 0; actor < cells.Length; actor++)
        {
            cells[actor].Write(writer);
            End(ends, actor + 1, writer);
        }

        mail.Save(writer);
        End(ends, cells.Length + 1, writer);
    }

    private static void End(Span<int> ends, int part, ByteWriter writer)
    {
        if (!ends.IsEmpty)
            ends[part] = writer.Length;
    }

    private static string[] Situation(World world) =>
        [.. world.Pending.Select(letter => $"'{Replayer.LineOf(world, letter)}{Due(world, letter)}'"), $"now {world.now}"];

    private static string Due(World world, in Candidate letter) =>
        world.Pace == Pace.Timed ? string.Create(CultureInfo.InvariantCulture, $" due {letter.Due.Nanoseconds}") : string.Empty;

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
