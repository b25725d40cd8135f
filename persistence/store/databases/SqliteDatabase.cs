using System.Data.Common;

using Microsoft.Data.Sqlite;

namespace ActorVm.Persistence;

/// <summary>A file. Write-ahead log, every commit on the disk before it counts.</summary>
internal sealed class SqliteDatabase(string path) : Database
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private static readonly string[] OtherTablesWords = ["no such", "has no column", "already exists"];

    /// <summary>Above this a look at every page takes longer than a second; rows are still under their own hashes.</summary>
    private const long CheckedBytesMax = 256L << 20;

    // Whoever opens another connection need not look at every page again. Two that open at the same time may both look.
    private volatile bool wasChecked;

    public override string Name => path;

    public override string Argument => path;

    internal override string ConnectionString => new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString();

    internal override string Now => "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";

    internal override string ForUpdate => "";

    internal override string TableExists => "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @name";

    internal override DbConnection Open()
    {
        var isNew = !File.Exists(path) || new FileInfo(path).Length == 0;
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA cell_size_check = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            if (!wasChecked && !isNew && new FileInfo(path).Length <= CheckedBytesMax)
                Check(connection);
            wasChecked = true;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal override DbTransaction Begin(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);

    // BEGIN IMMEDIATE is the lock.
    internal override void LockForMigration(DbConnection connection, DbTransaction transaction)
    {
    }

    internal override string Tables(Migration migration) => migration.Sqlite;

    internal override long BytesUsed(DbConnection connection)
    {
        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        return new FileInfo(path).Length;
    }

    internal override void Compact(DbConnection connection) => Execute(connection, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");

    internal override StoreException? Explain(DbException wrong) => wrong is not SqliteException sqlite ? null : sqlite.SqliteErrorCode switch
    {
        1 when OtherTablesWords.Any(word => sqlite.Message.Contains(word, StringComparison.Ordinal)) => OtherTables(OneLine(sqlite.Message), wrong),
        5 or 6 => new StoreException(path, "is busy with another process; try again in a moment", wrong) { MayPass = true },
        8 => new StoreException(path, "cannot be written: it, or its folder, is read-only", wrong),
        10 => new StoreException(path, "the disk failed to read or write it; what was committed before is kept", wrong),
        Corrupt => Damaged(sqlite.Message, wrong),
        13 => new StoreException(path, "the disk is full; what was committed is kept. Make room and resume", wrong),
        14 => new StoreException(path, "cannot be opened: is the folder there, and may it be written?", wrong),
        NotADatabase => new StoreException(path, "is no store: not an SQLite database, or its first bytes are damaged", wrong) { IsDamage = true },
        _ => null,
    };

    private void Check(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(1)";
        if (command.ExecuteScalar() as string is { } said && said != "ok")
            throw Damaged(said, null);
    }

    private StoreException Damaged(string said, Exception? inner) =>
        new(path, $"the database file is damaged ({OneLine(said)}). Save what can be read: actorvm export-run ID --store {path}, or sqlite3 {path} .recover", inner) { IsDamage = true };

    // SQLite quotes its schema, which is many lines long.
    private static string OneLine(string said) => string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
