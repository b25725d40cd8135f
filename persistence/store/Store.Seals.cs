namespace ActorVm.Persistence;

/// <content>Events and snapshots as bytes under their hashes, for whoever keeps them: the store itself, or Akka's journal.</content>
public sealed partial class Store
{
    /// <summary>An event as it will be stored behind a link of the chain.</summary>
    internal static (byte[] Bytes, StoredEvent Happened) Seal(StoredRun run, Chained after, long sequence, string manifest, byte[] body)
    {
        var bytes = Sealed.Seal(Place(run.PersistenceId, manifest), sequence, after.Hash, body);
        return (bytes, new StoredEvent(sequence, manifest, body, Sealed.HashOf(bytes)));
    }

    /// <summary>A snapshot as it will be stored; it stands behind a link of the chain.</summary>
    internal static byte[] Seal(StoredRun run, RunSnapshot snapshot, Chained after) =>
        Sealed.Seal(Place(run.PersistenceId, RunSnapshot.Manifest), snapshot.Sequence, [], snapshot.Encode(after.Hash));

    /// <summary>Another program wrote the run.</summary>
    public StoreException OtherChoices(StoredRun run, string manifest) =>
        new(PlaceOf(run), $"keeps its choices as {manifest}, this program as {ChoiceBatch.Manifest}. Go on with the program that made it, or start the run anew");

    /// <exception cref="StoreException">It does not follow, or its hash does not fit.</exception>
    internal StoredEvent Open(StoredRun run, Chained after, long sequence, string manifest, byte[] stored)
    {
        if (sequence != after.Sequence + 1)
            throw Damage(run, after.Sequence + 1, "is missing");
        var body = Sealed.Open(Place(run.PersistenceId, manifest), sequence, after.Hash, stored)
            ?? throw Damage(run, sequence, "is damaged: its hash does not fit");
        return new StoredEvent(sequence, manifest, body, Sealed.HashOf(stored));
    }

    /// <exception cref="StoreException">Its hash does not fit.</exception>
    internal RunSnapshot Open(StoredRun run, long sequence, byte[] stored, out Chained link)
    {
        var body = Sealed.Open(Place(run.PersistenceId, RunSnapshot.Manifest), sequence, [], stored)
            ?? throw new StoreException(PlaceOf(run), $"snapshot {sequence} is damaged: its hash does not fit") { IsDamage = true };
        var snapshot = RunSnapshot.Decode(body, out var chain);
        link = new Chained(snapshot.Sequence, chain);
        return snapshot;
    }
}
