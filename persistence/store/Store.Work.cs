namespace ActorVm.Persistence;

/// <summary>An item of work of an exploration, self-contained: with it and the first event of the run anybody can do it.</summary>
/// <param name="Item">What is to be done.</param>
/// <param name="Outcome">How far it is, or what it came to; null before anybody began.</param>
/// <param name="HasFound">Something was found in it, so that those behind it do not matter.</param>
public sealed record WorkItemRow(long Number, bool IsDone, byte[] Item, byte[]? Outcome, bool HasFound);

/// <summary>The right to work on an item; as a <see cref="Lease"/>, it ends when its holder is silent for long.</summary>
public sealed record WorkLease(StoredRun Run, WorkItemRow Work, string Token);

/// <summary>Something found by an exploration.</summary>
public sealed record StoredDiscovery(string Property, string What, string Story);

/// <content>Work that several processes, on several machines, take from one store.</content>
public sealed partial class Store
{
    private const int StateOpen = 0;
    private const int StateDone = 1;
    private const int StateFailed = 2;
    private const string Least = "(SELECT coalesce(min(number), 9223372036854775807) FROM work WHERE persistence_id = @id AND state = 2)";
    private const string WorkPlace = "work";
    private const string DiscoveryPlace = "discoveries";

    /// <summary>Takes the first item that nobody works on; null if there is none. Behind one in which something was found nothing is left to do.</summary>
    public WorkLease? TakeWork(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var token = Guid.NewGuid().ToString("N");
        return Persist(sql =>
        {
            var free = sql.Rows(
                $"SELECT number, holder, lease_until, {database.Now} FROM work WHERE persistence_id = @id AND state = {StateOpen} AND number < {Least} ORDER BY number{database.ForUpdate}",
                row => (Number: row.Number(0), HeldBy: HeldBy(row.Text(1), row.Number(2), row.Number(3))),
                ("id", run.PersistenceId)).Where(row => row.HeldBy is null).Select(row => (long?)row.Number).FirstOrDefault();
            if (free is not { } number)
                return null;

            sql.Run(
                $"UPDATE work SET holder = @holder, lease = @lease, lease_until = {database.Now} + @time WHERE persistence_id = @id AND number = @number",
                ("holder", Holder.Me), ("lease", token), ("time", (long)LeaseTime.TotalMilliseconds), ("id", run.PersistenceId), ("number", number));
            return ReadWork(sql, run, number) is [var item, ..] ? new WorkLease(run, item, token) : throw DamagedItem(run, number);
        });
    }

    /// <summary>Keeps how far an item is.</summary>
    public void KeepWork(WorkLease lease, byte[] outcome) => SetWork(lease, outcome, StateOpen, keeps: true);

    /// <summary>Keeps what an item came to.</summary>
    /// <param name="failed">Something was found.</param>
    public void FinishWork(WorkLease lease, byte[] outcome, bool failed) => SetWork(lease, outcome, failed ? StateFailed : StateDone, keeps: false);

    /// <summary>Every item is done, or lies behind one in which something was found.</summary>
    public bool IsWorkDone(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Persist(sql => sql.Value<long>($"SELECT count(*) FROM work WHERE persistence_id = @id AND state = {StateOpen} AND number < {Least}", ("id", run.PersistenceId))) == 0;
    }

    /// <summary>Says that its holder is still there.</summary>
    public void RenewWork(WorkLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        Persist(sql => HoldWork(sql, lease, LeaseTime));
    }

    /// <summary>Leaves an item to others, as far as it is.</summary>
    public void ReleaseWork(WorkLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        Persist(sql => sql.Run(
            "UPDATE work SET holder = NULL, lease = NULL, lease_until = 0 WHERE persistence_id = @id AND number = @number AND lease = @lease",
            ("id", lease.Run.PersistenceId), ("number", lease.Work.Number), ("lease", lease.Token)));
    }

    /// <summary>All items, each held against its hash.</summary>
    /// <exception cref="StoreException">One is damaged, or some are missing.</exception>
    public IReadOnlyList<WorkItemRow> Work(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var work = Persist(sql => ReadWork(sql, run, null));
        return work.Count == run.Facts.Items
            ? work
            : throw new StoreException(PlaceOf(run), $"has {run.Facts.Items} items of work, {work.Count} are there. Have the others done anew: actorvm resume {run.Id} --from-last-good") { IsDamage = true };
    }

    public long WorkDone(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Persist(sql => sql.Value<long>($"SELECT count(*) FROM work WHERE persistence_id = @id AND state IN ({StateDone}, {StateFailed})", ("id", run.PersistenceId)));
    }

    /// <summary>Keeps what was found, instead of what was kept before.</summary>
    public void KeepDiscoveries(Lease lease, IReadOnlyList<StoredDiscovery> found)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(found);
        Transact(sql =>
        {
            Hold(sql, lease);
            AddDiscoveries(sql, lease.PersistenceId, found);
        });
    }

    /// <exception cref="StoreException">One is damaged, or some are missing.</exception>
    public IReadOnlyList<StoredDiscovery> Discoveries(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var found = Persist(sql => sql.Rows("SELECT number, story, hash FROM discoveries WHERE persistence_id = @id ORDER BY number", row => ReadDiscovery(run, row), ("id", run.PersistenceId)));
        var counted = run is { IsExploration: true, Facts.State: RunState.Done } && Events(run, new Chained(0, [])).LastOrDefault() is { Manifest: RunEnd.Manifest } end
            ? Decode<RunEnd>(end.Body).DiscoveriesAndOne - 1
            : found.Count;
        return counted < 0 || counted == found.Count ? found : throw DamagedDiscovery(run, $"found {counted}, of which {found.Count} are there");
    }

    private StoredDiscovery ReadDiscovery(StoredRun run, System.Data.Common.DbDataReader row)
    {
        var (number, story) = (row.Number(0), row.Bytes(1));
        return Sealed.Hash(DiscoveryPlace + run.PersistenceId, number, [], story).AsSpan().SequenceEqual(row.Bytes(2))
            ? Decode<StoredDiscovery>(story)
            : throw DamagedDiscovery(run, $"discovery {number} is damaged: its hash does not fit");
    }

    private StoreException DamagedDiscovery(StoredRun run, string what) =>
        new(PlaceOf(run), $"{what}. Have them put together again: actorvm resume {run.Id} --from-last-good") { IsDamage = true };

    private static void AddWork(Statements sql, string persistenceId, IEnumerable<WorkItemRow> work)
    {
        foreach (var row in work)
        {
            var (state, outcome) = (!row.IsDone ? StateOpen : row.HasFound ? StateFailed : StateDone, row.Outcome ?? []);
            sql.Run(
                "INSERT INTO work (persistence_id, number, state, item, outcome, hash, lease_until) VALUES (@id, @number, @state, @item, @outcome, @hash, 0)",
                ("id", persistenceId), ("number", row.Number), ("state", state), ("item", row.Item), ("outcome", outcome), ("hash", HashOf(persistenceId, row.Number, state, row.Item, outcome)));
        }
    }

    private static void AddDiscoveries(Statements sql, string persistenceId, IReadOnlyList<StoredDiscovery> found)
    {
        sql.Run("DELETE FROM discoveries WHERE persistence_id = @id", ("id", persistenceId));
        for (var number = 0; number < found.Count; number++)
        {
            var story = Encode(found[number]);
            sql.Run(
                "INSERT INTO discoveries (persistence_id, number, property, story, hash) VALUES (@id, @number, @property, @story, @hash)",
                ("id", persistenceId), ("number", (long)number), ("property", found[number].Property), ("story", story),
                ("hash", Sealed.Hash(DiscoveryPlace + persistenceId, number, [], story)));
        }
    }

    private static IEnumerable<WorkItemRow> Untouched(IEnumerable<byte[]> items) => items.Select((item, number) => new WorkItemRow(number, false, item, null, false));

    private void SetWork(WorkLease lease, byte[] outcome, int state, bool keeps)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(outcome);
        Persist(sql =>
        {
            // The connection may have been cut after an earlier try was committed.
            var (id, number) = (lease.Run.PersistenceId, lease.Work.Number);
            if (!keeps && sql.Value<long>($"SELECT count(*) FROM work WHERE persistence_id = @id AND number = @number AND state <> {StateOpen}", ("id", id), ("number", number)) == 1)
                return 0;

            HoldWork(sql, lease, keeps ? LeaseTime : TimeSpan.Zero);
            return sql.Run(
                "UPDATE work SET state = @state, outcome = @outcome, hash = @hash WHERE persistence_id = @id AND number = @number",
                ("state", state), ("outcome", outcome), ("hash", HashOf(id, number, state, lease.Work.Item, outcome)), ("id", id), ("number", number));
        });
    }

    private int HoldWork(Statements sql, WorkLease lease, TimeSpan time)
    {
        var held = sql.Run(
            $"UPDATE work SET lease_until = {database.Now} + @time WHERE persistence_id = @id AND number = @number AND lease = @lease",
            ("time", (long)time.TotalMilliseconds), ("id", lease.Run.PersistenceId), ("number", lease.Work.Number), ("lease", lease.Token));
        return held == 1 ? held : throw new StoreException(PlaceOf(lease.Run), $"item {lease.Work.Number} was taken over by another process");
    }

    private List<WorkItemRow> ReadWork(Statements sql, StoredRun run, long? number) =>
    [
        .. RowsOfWork(sql, run.PersistenceId, number).Select(row => row.Item ?? throw DamagedItem(run, row.Number)),
    ];

    private StoreException DamagedItem(StoredRun run, long number) =>
        new(PlaceOf(run), $"item {number} is damaged: its hash does not fit. Have it done anew: actorvm resume {run.Id} --from-last-good") { IsDamage = true };

    // Those that cannot be believed are their number alone.
    private static List<(long Number, WorkItemRow? Item)> RowsOfWork(Statements sql, string persistenceId, long? number) => sql.Rows(
        $"SELECT number, state, item, outcome, hash FROM work WHERE persistence_id = @id{(number is null ? "" : " AND number = @number")} ORDER BY number",
        row =>
        {
            var (place, state, item, outcome) = (row.Number(0), row.Number(1), row.Bytes(2), row.Bytes(3));
            var isSound = row.Bytes(4).AsSpan().SequenceEqual(HashOf(persistenceId, place, state, item, outcome));
            return (place, isSound ? new WorkItemRow(place, state != StateOpen, item, outcome.Length == 0 ? null : outcome, state == StateFailed) : null);
        },
        number is { } one ? [("id", persistenceId), ("number", one)] : [("id", persistenceId)]);

    private static byte[] HashOf(string persistenceId, long number, long state, byte[] item, byte[] outcome) =>
        Sealed.Hash($"{WorkPlace}{persistenceId}/{state}", number, Sealed.Hash(WorkPlace, number, [], item), outcome);
}
