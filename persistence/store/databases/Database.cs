using System.Data;
using System.Data.Common;

namespace ActorVm.Persistence;

/// <summary>
/// What differs between the databases behind a store: how to connect, a few words of SQL, and how they say what went wrong.
/// All statements of the store are written once, for both.
/// </summary>
public abstract class Database
{
    private const string Scheme = "postgres";

    /// <summary>As the user names it, without a password.</summary>
    public abstract string Name { get; }

    /// <summary>How the user would name it after <c>--store</c>; empty for the default.</summary>
    public abstract string Argument { get; }

    /// <summary>A file name, or <c>postgres://user@host:port/database</c>.</summary>
    /// <exception cref="StoreException">An address that cannot be read.</exception>
    public static Database At(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        return address.StartsWith(Scheme + "://", StringComparison.Ordinal) || address.StartsWith(Scheme + "ql://", StringComparison.Ordinal)
            ? new PostgresDatabase(address)
            : new SqliteDatabase(address);
    }

    /// <summary>It may be anywhere, or nowhere.</summary>
    internal virtual bool IsServer => false;

    /// <summary>For others who connect to it.</summary>
    internal abstract string ConnectionString { get; }

    internal abstract DbConnection Open();

    /// <summary>Nobody else may migrate meanwhile; held to the end of the transaction.</summary>
    internal abstract void LockForMigration(DbConnection connection, DbTransaction transaction);

    /// <summary>The tables of one migration.</summary>
    internal abstract string Tables(Migration migration);

    /// <summary>Milliseconds since 1970 by the database's clock, which is one for all who use it.</summary>
    internal abstract string Now { get; }

    /// <summary>Ends a query of rows that this transaction will change.</summary>
    internal abstract string ForUpdate { get; }

    /// <summary>Is there a table of that name?</summary>
    internal abstract string TableExists { get; }

    internal abstract long BytesUsed(DbConnection connection);

    /// <summary>Gives back the space of what was deleted.</summary>
    internal abstract void Compact(DbConnection connection);

    /// <summary>What the database said, in words for the user; null if it is no matter of his.</summary>
    internal abstract StoreException? Explain(DbException wrong);

    private protected StoreException OtherTables(string said, Exception wrong) =>
        new(Name, $"its tables are not as this program made them ({said}). Put them back from a copy, or begin another store and take exported runs in", wrong) { IsDamage = true };

    /// <summary>Takes the write lock at once, so that two writers wait for each other instead of failing.</summary>
    internal virtual DbTransaction Begin(DbConnection connection) => connection.BeginTransaction(IsolationLevel.ReadCommitted);

    internal virtual void ForgetConnections()
    {
    }
}
