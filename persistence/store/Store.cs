using System.Data.Common;

namespace ActorVm.Persistence;

/// <summary>
/// Runs and explorations in a database. Whatever is told to be kept is kept in one transaction or not at all; whatever is
/// read is held against its hash. For one thread; open another for another.
/// </summary>
public sealed partial class Store : IDisposable
{
    /// <summary>How long a server that went away is waited for.</summary>
    internal static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    private readonly Database database;
    private DbConnection? connection;
    private PreparedCommands? prepared;

    private Store(Database database) => this.database = database;

    public string Name => database.Name;

    public Database Database => database;

    /// <summary>Opens it, and brings its tables to this program's version.</summary>
    /// <param name="tell">Told when there is something to wait for.</param>
    /// <exception cref="StoreException">It cannot be opened, is damaged, or was made by a newer program.</exception>
    public static Store Open(Database database, Action<string>? tell = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        var store = new Store(database);
        try
        {
            if (database.IsServer)
                store.Reach(tell ?? (_ => { }));
            store.Migrate();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public static Store Open(string address, Action<string>? tell = null) => Open(Database.At(address), tell);

    /// <summary>Another connection to the same store, for another thread.</summary>
    public Store Again() => new(database);

    public void Dispose() => Disconnect();

    /// <summary>Bytes the store takes.</summary>
    public long BytesUsed => Guarded(() => database.BytesUsed(Connection()));

    internal T Transact<T>(Func<Statements, T> work) => Guarded(() =>
    {
        var open = Connection();
        using var transaction = database.Begin(open);
        var result = work(new Statements(prepared ??= new PreparedCommands(open), transaction));
        transaction.Commit();
        return result;
    });

    internal void Transact(Action<Statements> work) => Transact(sql =>
    {
        work(sql);
        return true;
    });

    /// <summary>
    /// Tries again while a connection is cut or a server restarts. Only for work that does no harm when it was committed
    /// the first time after all, and only the news of it was lost.
    /// </summary>
    internal T Persist<T>(Func<Statements, T> work)
    {
        for (var (since, pause) = (System.Diagnostics.Stopwatch.StartNew(), 50); ; pause = Math.Min(2 * pause, 1000))
        {
            try
            {
                return Transact(work);
            }
            catch (StoreException passing) when (passing.MayPass && since.Elapsed < Patience)
            {
                Disconnect();
                Thread.Sleep(pause);
            }
        }
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DbException wrong)
        {
            var explained = database.Explain(wrong);
            if (explained is null or { MayPass: true } || connection?.State != System.Data.ConnectionState.Open)
                Disconnect();
            if (explained is null)
                throw new StoreException(Name, $"unexpected: {wrong.Message}", wrong);
            throw explained;
        }
        catch (Exception wrong) when (wrong is IOException or TimeoutException or UnauthorizedAccessException)
        {
            Disconnect();
            throw new StoreException(Name, $"cannot be reached: {wrong.Message}", wrong) { MayPass = true };
        }
    }

    private DbConnection Connection() => connection ??= database.Open();

    private void Disconnect()
    {
        try
        {
            prepared?.Dispose();
            connection?.Dispose();
        }
        catch (DbException)
        {
            // It is gone already.
        }

        (prepared, connection) = (null, null);
    }

    private void Migrate() => Persist(sql =>
    {
        database.LockForMigration(connection!, sql.Transaction);
        if (sql.Value<long>(database.TableExists, ("name", "migrations")) == 0)
            sql.Run("CREATE TABLE migrations (number INT NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL, applied BIGINT NOT NULL)");

        var (applied, newest) = (sql.Rows("SELECT number FROM migrations ORDER BY number", row => row.Number(0)), Migration.All[^1].Number);
        var done = applied.Count == 0 ? 0 : applied.Max();
        if (applied.Min(number => (long?)number) < 1)
            throw new StoreException(Name, "its table of migrations is damaged: a number in it is none. Put the store back from a copy, or begin another one") { IsDamage = true };
        if (done > newest)
            throw new StoreException(Name, $"was made by a newer actorvm: its tables are version {done}, this program knows {newest}. Use the newer program");

        foreach (var migration in Migration.All.Where(migration => migration.Number > done))
        {
            sql.Run(database.Tables(migration));
            sql.Run($"INSERT INTO migrations (number, name, applied) VALUES (@number, @name, {database.Now})", ("number", migration.Number), ("name", migration.Name));
        }

        return done;
    });
}
