namespace ActorVm.Persistence;

/// <summary>An event that is to be kept.</summary>
/// <param name="Change">What the table of runs says from then on.</param>
/// <param name="Snapshot">The state behind it, if that is to be kept as well.</param>
public sealed record NewEvent(string Manifest, byte[] Body, Func<RunFacts, RunFacts> Change, Func<RunSnapshot>? Snapshot = null);

/// <content>Adding to a run's journal.</content>
public sealed partial class Store
{
    /// <summary>Adds an event, perhaps with a snapshot behind it, and what the table of runs says from then on.</summary>
    /// <returns>The facts as stored, with the new last event.</returns>
    public RunFacts Append(Lease lease, RunFacts facts, string manifest, byte[] body, RunSnapshot? snapshot = null) =>
        Append(lease, facts, [new NewEvent(manifest, body, known => known, snapshot is null ? null : () => snapshot)]);

    /// <summary>Adds events in one transaction: all or none.</summary>
    /// <returns>The facts as stored, with the new last event.</returns>
    public RunFacts Append(Lease lease, RunFacts facts, IReadOnlyList<NewEvent> events)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(events);
        var rows = new List<EventRow>();
        foreach (var each in events)
        {
            rows.Add(Row(lease, each, facts));
            facts = rows[^1].Facts;
        }

        return Persist(sql =>
        {
            // The connection may have been cut after an earlier try was committed.
            if (FactsOf(sql, lease) is var known && known.Last == facts.Last && known.LastHash.AsSpan().SequenceEqual(facts.LastHash))
                return facts;

            SetFacts(sql, lease, facts);
            foreach (var row in rows)
            {
                AddEvent(sql, lease, row.Facts.Last, row.Manifest, row.Stored);
                if (row.Snapshot is not null)
                    AddSnapshot(sql, lease.PersistenceId, row.Facts.Last, row.Snapshot);
            }

            return facts;
        });
    }

    private static EventRow Row(Lease lease, NewEvent each, RunFacts before)
    {
        var facts = each.Change(before);
        var sequence = before.Last + 1;
        var stored = Sealed.Seal(Place(lease.PersistenceId, each.Manifest), sequence, before.LastHash, each.Body);
        var snapshot = each.Snapshot is { } make ? SealSnapshot(lease, make(), Sealed.HashOf(stored)) : null;
        return new EventRow(each.Manifest, stored, snapshot, facts with
        {
            Last = sequence,
            LastHash = Sealed.HashOf(stored),
            ChoiceBytes = facts.ChoiceBytes + (each.Manifest == ChoiceBatch.Manifest ? stored.Length : 0),
            SnapshotBytes = facts.SnapshotBytes + (snapshot?.Length ?? 0),
        });
    }

    private sealed record EventRow(string Manifest, byte[] Stored, byte[]? Snapshot, RunFacts Facts);
}
