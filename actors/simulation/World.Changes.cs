namespace ActorVm.Simulation;

/// <content>A world as bytes that say only what is not as in another world: small, however large the page table.</content>
public sealed partial class World
{
    /// <summary>Adds everything needed to go on later.</summary>
    public void Save(ByteWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Save(writer, []);
    }

    /// <summary>Becomes what was saved, and is all that is left to read.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of a world built like this one.</exception>
    public void Load(ref ByteReader reader)
    {
        now = reader.Read<long>();
        steps = reader.Read<long>();
        foreach (var cell in cells)
            cell.Read(ref reader);
        mail.Load(ref reader, now);
        lastMessage = null;
        if (!reader.IsAtEnd)
            throw new InvalidDataException("more bytes than this world has parts");
    }

    /// <summary>A writer in which owned states say how they differ from those of a fork put aside, or of a world built the same way.</summary>
    public static ByteWriter WriterSince(World since) => new() { Since = Baseline.Of(since) };

    /// <summary>Reads what was written against contents like those of <paramref name="since"/>.</summary>
    public static ByteReader ReaderSince(ReadOnlySpan<byte> saved, World since) => new(saved) { Since = Baseline.Of(since) };

    internal void WriteStates(ByteWriter writer)
    {
        foreach (var cell in cells)
            cell.Write(writer);
    }
}
