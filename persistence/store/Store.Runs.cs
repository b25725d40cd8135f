using System.Data.Common;

namespace ActorVm.Persistence;

/// <content>The table of runs, and who may write to which.</content>
public sealed partial class Store
{
    private const string RunColumns = "id, persistence_id, name, facts, facts_hash, holder, lease_until, updated";
    private const string FactsPlace = "runs";

    /// <summary>How long a process may be silent before another may take its run over.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(20);

    // A lease that ends much later than leases do is not a lease but a flipped bit.
    private static readonly long LeaseMax = 10 * (long)LeaseTime.TotalMilliseconds;

    /// <summary>Keeps a new run with its first event, and holds it.</summary>
    /// <exception cref="StoreException">The name is taken.</exception>
    public Lease Create(string? name, RunHeader header, RunFacts facts, Func<long, RunSnapshot>? snapshot = null, IReadOnlyList<byte[]>? work = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(facts);
        var (id, token) = ($"run-{Guid.NewGuid():N}", Guid.NewGuid().ToString("N"));
        return Persist(sql =>
        {
            // The connection may have been cut after an earlier try was committed.
            if (sql.Rows("SELECT id FROM runs WHERE persistence_id = @id", row => row.GetInt64(0), ("id", id)) is [var known])
                return new Lease(known, id, token, name);

            var stored = Sealed.Seal(Place(id, RunHeader.Manifest), 1, [], Encode(header));
            var first = facts with { Last = 1, LastHash = Sealed.HashOf(stored), Items = work?.Count ?? 0, Created = sql.Value<long>($"SELECT {database.Now}") };
            var lease = AddRun(sql, id, name, first, token);
            AddEvent(sql, lease, 1, RunHeader.Manifest, stored);
            if (snapshot is not null)
                AddSnapshot(sql, id, 1, SealSnapshot(lease, snapshot(1), first.LastHash));
            AddWork(sql, id, Untouched(work ?? []));
            return lease;
        });
    }

    /// <summary>Every run, the oldest first. Of one whose row is damaged only the facts are missing: they say so.</summary>
    public IReadOnlyList<StoredRun> Runs() => Persist(sql => sql.Rows($"SELECT {RunColumns}, {database.Now} FROM runs ORDER BY id", row => ReadRun(row, mustBeSound: false)));

    /// <summary>The run of that number or name.</summary>
    /// <exception cref="StoreException">There is none, or its row is damaged.</exception>
    public StoredRun Find(string run) => CaughtUp(Persist(sql => Find(sql, run, mustBeSound: true)));

    /// <inheritdoc cref="Find(string)"/>
    public StoredRun Find(long id) => Find(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id}"));

    /// <summary>Takes the right to add to a run, from a holder that is gone or was silent for too long.</summary>
    /// <exception cref="StoreException">Somebody else holds it.</exception>
    public Lease Take(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var token = Guid.NewGuid().ToString("N");
        return Persist(sql =>
        {
            var rows = sql.Rows(
                $"SELECT holder, lease_until, {database.Now}, lease FROM runs WHERE id = @id{database.ForUpdate}",
                row => (Holder: row.Text(0), Until: row.Number(1), Now: row.Number(2), IsMine: row.Text(3) == token),
                ("id", run.Id));
            if (rows.Count == 0)
                throw new StoreException(PlaceOf(run), "was deleted meanwhile");
            if (!rows[0].IsMine && HeldBy(rows[0].Holder, rows[0].Until, rows[0].Now) is { } holder)
            {
                throw new StoreException(PlaceOf(run), $"is held by {Holder.Words(holder)}; stop that one, or wait until it was silent for {LeaseTime.TotalSeconds:0} s");
            }

            var lease = new Lease(run.Id, run.PersistenceId, token, run.Name);
            sql.Run(
                $"UPDATE runs SET holder = @holder, lease = @lease, lease_until = {database.Now} + @time WHERE id = @id",
                ("holder", Holder.Me), ("lease", lease.Token), ("time", (long)LeaseTime.TotalMilliseconds), ("id", run.Id));
            return lease;
        });
    }

    /// <summary>Says that the holder is still there.</summary>
    /// <exception cref="StoreException">Somebody else took the run over.</exception>
    public void Renew(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        Persist(sql => Hold(sql, lease));
    }

    /// <summary>Gives the run back.</summary>
    public void Release(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        Persist(sql => sql.Run("UPDATE runs SET holder = NULL, lease = NULL, lease_until = 0 WHERE id = @id AND lease = @lease", ("id", lease.Id), ("lease", lease.Token)));
    }

    /// <summary>Says something else about a run, without a new event.</summary>
    public void Update(Lease lease, Func<RunFacts, RunFacts> change)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(change);
        Persist(sql =>
        {
            SetFacts(sql, lease, change(FactsOf(sql, lease)));
            return true;
        });
    }

    public void Delete(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        Transact(sql =>
        {
            Hold(sql, lease);
            sql.Run("DELETE FROM tags WHERE persistence_id = @id", ("id", lease.PersistenceId));
            foreach (var table in Migration.TableNames.Where(table => table != "tags"))
                sql.Run($"DELETE FROM {table} WHERE persistence_id = @id", ("id", lease.PersistenceId));
        });
    }

    /// <summary>Where something of a run is, for messages.</summary>
    public string PlaceOf(StoredRun run) => $"{Name}: run {run?.Id}";

    private Lease AddRun(Statements sql, string persistenceId, string? name, RunFacts facts, string token)
    {
        if (name is not null && sql.Value<long>("SELECT count(*) FROM runs WHERE name = @name", ("name", name)) > 0)
            throw new StoreException($"{Name}: run '{name}'", "is there already; choose another --name, or delete it: actorvm delete " + name);

        var id = sql.Value<long>(
            $"INSERT INTO runs (persistence_id, name, facts, facts_hash, holder, lease, lease_until, updated) VALUES (@pid, @name, @none, @none, @holder, @lease, {database.Now} + @time, {database.Now}) RETURNING id",
            ("pid", persistenceId), ("name", name), ("none", Array.Empty<byte>()), ("holder", Holder.Me), ("lease", token), ("time", (long)LeaseTime.TotalMilliseconds));
        var lease = new Lease(id, persistenceId, token, name);
        SetFacts(sql, lease, facts);
        return lease;
    }

    private int Hold(Statements sql, Lease lease) => Held(lease, sql.Run(
        $"UPDATE runs SET lease_until = {database.Now} + @time WHERE id = @id AND lease = @lease",
        ("time", (long)LeaseTime.TotalMilliseconds), ("id", lease.Id), ("lease", lease.Token)));

    private int SetFacts(Statements sql, Lease lease, RunFacts facts)
    {
        var bytes = facts.Encode();
        return Held(lease, sql.Run(
            $"UPDATE runs SET facts = @facts, facts_hash = @hash, updated = {database.Now}, lease_until = {database.Now} + @time WHERE id = @id AND lease = @lease",
            ("facts", bytes), ("hash", Sealed.Hash(FactsPlace + lease.PersistenceId + lease.Name, lease.Id, [], bytes)),
            ("time", (long)LeaseTime.TotalMilliseconds), ("id", lease.Id), ("lease", lease.Token)));
    }

    private int Held(Lease lease, int rows) => rows == 1
        ? rows
        : throw new StoreException($"{Name}: run {lease.Id}", "was taken over by another process; nothing of what this one did since was kept, nothing was lost");

    private RunFacts FactsOf(Statements sql, Lease lease) =>
        sql.Rows($"SELECT {RunColumns}, {database.Now} FROM runs WHERE id = @id", row => ReadRun(row, mustBeSound: true), ("id", lease.Id)) is [var run]
            ? run.Facts
            : throw new StoreException($"{Name}: run {lease.Id}", "was deleted meanwhile");

    private StoredRun Find(Statements sql, string run, bool mustBeSound)
    {
        var isNumber = long.TryParse(run, System.Globalization.CultureInfo.InvariantCulture, out var number);
        var found = sql.Rows(
            $"SELECT {RunColumns}, {database.Now} FROM runs WHERE {(isNumber ? "id = @id" : "name = @id OR persistence_id = @id")}",
            row => ReadRun(row, mustBeSound),
            ("id", isNumber ? number : run));
        if (found.Count == 1)
            return found[0];

        var known = sql.Rows("SELECT id, name FROM runs ORDER BY id DESC LIMIT 8", row => row.Text(1) is { } name ? $"{row.Number(0)} ({name})" : $"{row.Number(0)}");
        throw new StoreException(Name, $"has no run '{run}'{(known.Count == 0 ? "; it is empty" : $"; there are {string.Join(", ", Enumerable.Reverse(known))}. See: actorvm runs")}");
    }

    private StoredRun ReadRun(DbDataReader row, bool mustBeSound)
    {
        var (id, persistenceId, name) = (row.Number(0), row.Text(1) ?? "", row.Text(2));
        var (facts, hash) = (row.Bytes(3), row.Bytes(4));
        var isSound = hash.AsSpan().SequenceEqual(Sealed.Hash(FactsPlace + persistenceId + name, id, [], facts));
        if (!isSound && mustBeSound)
            throw new StoreException($"{Name}: run {id}", $"its row is damaged: its hash does not fit. It can be made again from its journal: actorvm resume {id} --from-last-good") { IsDamage = true };

        var (holder, until, now) = (row.Text(5), row.Number(6), row.Number(8));
        var updated = Math.Clamp(row.Number(7), 0, now);
        return new StoredRun(id, persistenceId, name, isSound ? RunFacts.Decode(facts) : Unreadable, updated, now - updated, HeldBy(holder, until, now));
    }

    private static readonly RunFacts Unreadable = new() { Kind = "damaged", Scenario = "?", Seed = 0, Revision = "?", Engine = "" };

    private static string? HeldBy(string? holder, long until, long now) =>
        holder is not null && until > now && until < now + LeaseMax && Holder.Gone(holder) is null ? holder : null;

    private static string Place(string persistenceId, string manifest) => $"{persistenceId}/{manifest}";
}
