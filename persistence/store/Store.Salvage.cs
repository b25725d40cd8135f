namespace ActorVm.Persistence;

/// <content>What can be had of a damaged run, and runs from elsewhere.</content>
public sealed partial class Store
{
    /// <summary>The run of that number or name, even if its row is damaged.</summary>
    public StoredRun FindDamaged(string run) => Persist(sql => Find(sql, run, mustBeSound: false));

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

    internal byte[] SnapshotBytes(StoredRun run, long sequence) => Persist(sql => sql.Rows(
        "SELECT snapshot FROM snapshot WHERE persistence_id = @id AND sequence_number = @number", row => (byte[])row[0], ("id", run.PersistenceId), ("number", sequence)))[0];

    internal StoredRun Add(string persistenceId, string? name, RunFacts facts, IReadOnlyList<(long Sequence, string Manifest, byte[] Stored)> rows) => Transact(sql =>
    {
        var here = sql.Rows("SELECT id FROM runs WHERE persistence_id = @id", row => row.GetInt64(0), ("id", persistenceId));
        if (here.Count > 0)
            throw new StoreException(Name, $"has this run already: {here[0]}");

        var isTaken = name is not null && sql.Value<long>("SELECT count(*) FROM runs WHERE name = @name", ("name", name)) > 0;
        var lease = AddRun(sql, persistenceId, isTaken ? null : name, facts, Guid.NewGuid().ToString("N"));
        foreach (var (sequence, manifest, stored) in rows)
        {
            if (manifest == RunSnapshot.Manifest)
                AddSnapshot(sql, persistenceId, sequence, stored);
            else
                AddEvent(sql, lease, sequence, manifest, stored);
        }

        sql.Run("UPDATE runs SET holder = NULL, lease = NULL, lease_until = 0 WHERE id = @id", ("id", lease.Id));
        return Find(sql, $"{lease.Id}", mustBeSound: true);
    });

    private static RunFacts After(RunFacts facts, StoredEvent each)
    {
        facts = facts with { Last = each.Sequence, LastHash = each.Hash };
        if (each.Manifest == RunEnd.Manifest)
            return facts with { State = RunState.Done, Verdict = Decode<RunEnd>(each.Body).Verdict };
        if (each.Manifest != ChoiceBatch.Manifest)
            return facts;

        var batch = ChoiceBatch.Decode(each.Body);
        return facts with { State = RunState.Stopped, Verdict = "", Steps = batch.To, Time = batch.Time, StateHash = batch.State.ToString(), Engine = batch.Engine, ChoiceBytes = facts.ChoiceBytes + each.Body.Length + Sealed.HashBytes };
    }
}
