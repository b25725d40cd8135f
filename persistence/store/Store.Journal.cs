using ActorVm.Simulation;

namespace ActorVm.Persistence;

/// <summary>An event as it is stored: under a hash that covers its predecessor's.</summary>
/// <param name="Sequence">From 1.</param>
public sealed record StoredEvent(long Sequence, string Manifest, byte[] Body, byte[] Hash);

/// <content>Events and snapshots of a run, in the tables of Akka.Persistence.Sql.</content>
public sealed partial class Store
{
    /// <summary>Number by which an Akka system knows our serializer.</summary>
    public const int SerializerId = 0x4156;

    private const int EventsAtOnce = 64;
    private const int LaterBytesMost = 64;

    /// <summary>The first event of a run.</summary>
    public RunHeader HeaderOf(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (ReadEvents(run.PersistenceId, after: 0, most: 1) is not [var (sequence, manifest, stored)])
            throw Damage(run, 1, "is missing");
        var first = Open(run, new Chained(0, []), sequence, manifest, stored);
        return manifest == RunHeader.Manifest ? Decode<RunHeader>(first.Body) : throw Damage(run, 1, "is not the beginning of a run");
    }

    /// <summary>Events after a link of the chain, each held against its hash; the last must be the one that the run's row names.</summary>
    /// <param name="sequenceMax">Nothing after this event is looked at.</param>
    /// <exception cref="StoreException">An event is damaged or missing: which, and where the last good one ends.</exception>
    public IEnumerable<StoredEvent> Events(StoredRun run, Chained after, bool toTheEnd = true, long sequenceMax = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(after);
        var link = after;
        while (true)
        {
            var rows = ReadEvents(run.PersistenceId, link.Sequence);
            foreach (var (sequence, manifest, stored) in rows)
            {
                if (sequence > sequenceMax)
                    yield break;
                var happened = Open(run, link, sequence, manifest, stored);
                link = new Chained(sequence, happened.Hash);
                yield return happened;
            }

            if (rows.Count < EventsAtOnce)
                break;
        }

        if (toTheEnd && (link.Sequence < run.Facts.Last || !link.Hash.AsSpan().SequenceEqual(run.Facts.LastHash)))
            throw Damage(run, Math.Min(link.Sequence + 1, run.Facts.Last), link.Sequence < run.Facts.Last ? "is missing" : "is not the one that the run ends with");
    }

    /// <summary>Number and size of each snapshot, the latest first.</summary>
    public IReadOnlyList<(long Sequence, long Bytes)> Snapshots(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var found = Persist(sql => sql.Rows(
            "SELECT sequence_number, length(snapshot) FROM snapshot WHERE persistence_id = @id ORDER BY sequence_number DESC",
            row => (row.Number(0), Math.Max(row.Number(1), 0)),
            ("id", run.PersistenceId)));
        return found.FindAll(snapshot => snapshot.Item1 > 0);
    }

    /// <summary>One snapshot, and the link of the chain that it stands behind.</summary>
    /// <exception cref="StoreException">It is missing or damaged.</exception>
    public RunSnapshot Snapshot(StoredRun run, long sequence, out Chained link)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Open(run, sequence, SnapshotBytes(run, sequence), out link);
    }

    /// <summary>The latest snapshot that can be believed, with all that it is based on; 0 if there is none.</summary>
    /// <param name="passOver">Told why a later one cannot be.</param>
    public long LatestSound(StoredRun run, Action<StoreException> passOver)
    {
        ArgumentNullException.ThrowIfNull(passOver);
        foreach (var (sequence, _) in Snapshots(run))
        {
            try
            {
                for (var next = sequence; next > 0;)
                    next = Snapshot(run, next, out _).Base;
                return sequence;
            }
            catch (StoreException damage) when (damage.IsDamage)
            {
                passOver(damage);
            }
        }

        return 0;
    }

    /// <summary>Drops everything after an event: what follows it cannot be believed.</summary>
    public void Truncate(Lease lease, RunFacts facts)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(facts);
        Transact(sql =>
        {
            Hold(sql, lease);
            sql.Run("DELETE FROM journal WHERE persistence_id = @id AND sequence_number > @last", ("id", lease.PersistenceId), ("last", facts.Last));
            sql.Run("DELETE FROM snapshot WHERE persistence_id = @id AND sequence_number > @last", ("id", lease.PersistenceId), ("last", facts.Last));
            SetFacts(sql, lease, facts);
        });
    }

    public void DropSnapshots(Lease lease, IReadOnlyCollection<long> sequences, Func<RunFacts, RunFacts> change)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(change);
        Transact(sql =>
        {
            Hold(sql, lease);
            foreach (var sequence in sequences)
                sql.Run("DELETE FROM snapshot WHERE persistence_id = @id AND sequence_number = @number", ("id", lease.PersistenceId), ("number", sequence));
            SetFacts(sql, lease, change(FactsOf(sql, lease)));
        });
    }

    /// <summary>Gives back the space of what was deleted.</summary>
    public void Compact() => Guarded(() =>
    {
        database.Compact(Connection());
        return true;
    });

    private List<(long Sequence, string Manifest, byte[] Stored)> ReadEvents(string persistenceId, long after, int most = EventsAtOnce) => Persist(sql => sql.Rows(
        "SELECT sequence_number, manifest, message FROM journal WHERE persistence_id = @id AND sequence_number > @after ORDER BY sequence_number LIMIT @most",
        row => (row.Number(0), row.Text(1) ?? "", row.Bytes(2)),
        ("id", persistenceId),
        ("after", after),
        ("most", most)));

    private void AddEvent(Statements sql, Lease lease, long sequence, string manifest, byte[] stored) => sql.Run(
        $"INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) VALUES ({database.Now}, @deleted, @id, @number, @message, @manifest, @identifier, @writer)",
        ("deleted", false), ("id", lease.PersistenceId), ("number", sequence), ("message", stored), ("manifest", manifest), ("identifier", SerializerId), ("writer", lease.Token));

    private void AddSnapshot(Statements sql, string persistenceId, long sequence, byte[] stored) => sql.Run(
        $"INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id) VALUES (@id, @number, {database.Now}, @snapshot, @manifest, @identifier)",
        ("id", persistenceId), ("number", sequence), ("snapshot", stored), ("manifest", RunSnapshot.Manifest), ("identifier", SerializerId));

    private static byte[] SealSnapshot(Lease lease, RunSnapshot snapshot, byte[] chain) =>
        Sealed.Seal(Place(lease.PersistenceId, RunSnapshot.Manifest), snapshot.Sequence, [], snapshot.Encode(chain));

    /// <summary>An event that cannot be believed, with what to do.</summary>
    public StoreException Damage(StoredRun run, long batch, string what) =>
        new($"{PlaceOf(run)}, batch {batch}", $"{what}. {(batch > 1 ? $"Batches before it are good; go on from there: actorvm resume {run.Id} --from-last-good" : $"Nothing of the run can be made again without it: actorvm delete {run.Id}, and take in an exported copy or begin anew")}") { IsDamage = true, Batch = batch };

    /// <summary>A value by its fields.</summary>
    public static byte[] Encode<T>(T value)
    {
        var writer = new ByteWriter();
        Codec<T>.Default.Write(writer, value);
        return writer.Written.ToArray();
    }

    /// <summary>Fields that came last, after an older program wrote the value, are zero or empty.</summary>
    public static T Decode<T>(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader([.. bytes, .. new byte[LaterBytesMost]]);
        return Codec<T>.Default.Read(ref reader);
    }
}

/// <summary>A link of a run's chain of hashes: what comes next must fit it.</summary>
public sealed record Chained(long Sequence, byte[] Hash);
