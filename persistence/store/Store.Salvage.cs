namespace ActorVm.Persistence;

/// <content>What can be had of a damaged run, and runs from elsewhere.</content>
public sealed partial class Store
{
    /// <summary>The run of that number or name, even if its row is damaged; of one whose row is gone, by what its journal is called, a row is made.</summary>
    public StoredRun FindDamaged(string run) => Persist(sql =>
    {
        if (WithoutRow(sql).Contains(run))
            Free(sql, AddRun(sql, run, null, Unreadable, Guid.NewGuid().ToString("N")));
        return Find(sql, run, mustBeSound: false);
    });

    /// <summary>What journals of runs are called whose row is gone.</summary>
    public IReadOnlyList<string> WithoutRow() => Persist(WithoutRow);

    private static List<string> WithoutRow(Statements sql) => sql.Rows(
        "SELECT persistence_id FROM journal WHERE sequence_number = 1 AND manifest = @first AND persistence_id NOT IN (SELECT persistence_id FROM runs WHERE persistence_id IS NOT NULL) ORDER BY persistence_id",
        row => row.Text(0) ?? "",
        ("first", RunHeader.Manifest));

    private static int Free(Statements sql, Lease lease) => sql.Run("UPDATE runs SET holder = NULL, lease = NULL, lease_until = 0 WHERE id = @id", ("id", lease.Id));

    /// <summary>run, explore or verify: from the first event if the row is damaged.</summary>
    public string KindOf(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Facts.Engine.Length > 0 ? run.Facts.Kind : HeaderOf(run).Kind;
    }

    /// <summary>The run as it is up to the last event that can be believed, at most that one.</summary>
    /// <exception cref="StoreException">Not even its first event can.</exception>
    public StoredRun LastGood(StoredRun run, long sequenceMax = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(run);
        var header = HeaderOf(run);
        var facts = run.Facts.Engine.Length > 0 ? run.Facts : new RunFacts
        {
            Kind = header.Kind,
            Scenario = header.Scenario,
            Seed = header.Seed,
            Revision = header.Revision,
            Engine = "",
            Until = header.Until,
            UntilSteps = header.UntilSteps,
        };
        facts = facts with { State = RunState.Stopped, Verdict = "", Steps = header.ParentSteps, Time = 0, StateHash = header.Genesis, ChoiceBytes = 0 };
        try
        {
            foreach (var each in Events(run, new Chained(0, []), toTheEnd: false).TakeWhile(each => each.Sequence <= sequenceMax))
                facts = After(facts, each);
        }
        catch (StoreException damage) when (damage.IsDamage)
        {
            // Everything before it is good.
        }

        return run with { Facts = facts with { SnapshotBytes = Snapshots(run).Where(snapshot => snapshot.Sequence <= facts.Last).Sum(snapshot => snapshot.Bytes) } };
    }

    /// <summary>
    /// An Akka journal commits an event before the row of its run says so. Whoever was cut off in between left events behind
    /// the last one named, which count if they follow it.
    /// </summary>
    private StoredRun CaughtUp(StoredRun run)
    {
        // What is no number is more than any number.
        var last = Persist(sql => sql.Value<long>("SELECT max(sequence_number) FROM journal WHERE persistence_id = @id AND sequence_number < 9223372036854775807", ("id", run.PersistenceId)));
        if (last <= run.Facts.Last)
            return run;
        var facts = run.Facts;
        try
        {
            foreach (var each in Events(run, new Chained(facts.Last, facts.LastHash), toTheEnd: false))
                facts = After(facts, each);
        }
        catch (StoreException damage) when (damage.IsDamage)
        {
            // It is named when the journal is read.
        }

        return run with { Facts = facts };
    }

    internal byte[] SnapshotBytes(StoredRun run, long sequence)
    {
        var stored = Persist(sql => sql.Rows(
            "SELECT snapshot FROM snapshot WHERE persistence_id = @id AND sequence_number = @number", row => row.Bytes(0), ("id", run.PersistenceId), ("number", sequence)));
        return stored is [var bytes] ? bytes : throw new StoreException(PlaceOf(run), $"snapshot {sequence} is missing") { IsDamage = true };
    }

    /// <summary>Opens those items of an exploration again that cannot be believed, as if nobody had begun them.</summary>
    /// <param name="facts">What is said of it from then on.</param>
    /// <param name="items">All that were to be done.</param>
    /// <param name="keepsNone">Not even sound ones are to be believed.</param>
    /// <returns>Their numbers.</returns>
    public IReadOnlyList<long> MendWork(Lease lease, RunFacts facts, IReadOnlyList<byte[]> items, bool keepsNone)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(facts);
        Truncate(lease, facts with { Items = items.Count });
        return Transact(sql =>
        {
            Hold(sql, lease);
            var sound = RowsOfWork(sql, lease.PersistenceId, null).Select(row => row.Item).OfType<WorkItemRow>();
            var kept = keepsNone ? [] : sound.Where(row => row.Number < items.Count && row.Item.AsSpan().SequenceEqual(items[(int)row.Number])).ToArray();
            var anew = Untouched(items).ExceptBy(kept.Select(row => row.Number), row => row.Number).ToArray();
            sql.Run("DELETE FROM work WHERE persistence_id = @id", ("id", lease.PersistenceId));
            AddWork(sql, lease.PersistenceId, kept.Concat(anew));
            return anew.Select(row => row.Number).ToArray();
        });
    }

    /// <summary>Takes in a run from elsewhere.</summary>
    internal StoredRun Add(ArchivedRun run) => Transact(sql =>
    {
        var here = sql.Rows("SELECT id FROM runs WHERE persistence_id = @id", row => row.GetInt64(0), ("id", run.PersistenceId));
        if (here.Count > 0)
            throw new StoreException(Name, $"has this run already: {here[0]}");

        var isTaken = run.Name is not null && sql.Value<long>("SELECT count(*) FROM runs WHERE name = @name", ("name", run.Name)) > 0;
        var lease = AddRun(sql, run.PersistenceId, isTaken ? null : run.Name, run.Facts, Guid.NewGuid().ToString("N"));
        foreach (var (sequence, manifest, stored) in run.Rows)
        {
            if (manifest == RunSnapshot.Manifest)
                AddSnapshot(sql, run.PersistenceId, sequence, stored);
            else
                AddEvent(sql, lease, sequence, manifest, stored);
        }

        AddWork(sql, run.PersistenceId, run.Work);
        AddDiscoveries(sql, run.PersistenceId, run.Discoveries);
        Free(sql, lease);
        return Find(sql, $"{lease.Id}", mustBeSound: true);
    });

    internal static RunFacts After(RunFacts facts, StoredEvent each)
    {
        facts = facts with { Last = each.Sequence, LastHash = each.Hash };
        if (each.Manifest == RunEnd.Manifest)
            return facts with { State = RunState.Done, Verdict = Decode<RunEnd>(each.Body).Verdict };
        if (!ChoiceBatch.IsRead(each.Manifest))
            return facts;

        var batch = ChoiceBatch.Of(each);
        return facts with { State = RunState.Stopped, Verdict = "", Steps = batch.To, Time = batch.Time, StateHash = batch.State.ToString(), Engine = batch.Engine, ChoiceBytes = facts.ChoiceBytes + each.Body.Length + Sealed.HashBytes };
    }
}
