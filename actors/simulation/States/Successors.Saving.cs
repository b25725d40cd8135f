namespace ActorVm.Simulation;

/// <content>Counts of what followed, as bytes. What an actor threw is not written: the way there is made again.</content>
internal sealed partial class Successors
{
    public void Save(ByteWriter writer)
    {
        writer.Write(Transitions);
        writer.Write(FailedMove is not null);
        if (FailedMove is not { } failed)
            return;
        writer.Write(failed.Number);
        Codec<Move>.Default.Write(writer, failed.Move);
    }

    public void Load(ref ByteReader reader)
    {
        Transitions = reader.Read<long>();
        FailedMove = reader.Read<bool>() ? (reader.Read<uint>(), Codec<Move>.Default.Read(ref reader)) : null;
    }

    /// <summary>Makes the step again at which an actor threw.</summary>
    public void FailAgain(Func<uint, Move, Exception?> thrownAt)
    {
        if (FailedMove is { } failed)
            Failure = new Failure(thrownAt(failed.Number, failed.Move) ?? throw new InvalidDataException("what an actor threw is not thrown again"));
    }
}
