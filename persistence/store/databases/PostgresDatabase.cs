using System.Data.Common;
using System.Net.Sockets;

using Npgsql;

namespace ActorVm.Persistence;

/// <summary>A PostgreSQL server, which several machines may share.</summary>
internal sealed class PostgresDatabase : Database
{
    private const int PortDefault = 5432;

    // An arbitrary number that stands for "actorvm migrates".
    private const long MigrationLock = 0x4163_746F_7256_4D00;

    private readonly NpgsqlConnectionStringBuilder address;

    public PostgresDatabase(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.AbsolutePath.Length < 2)
            throw new StoreException(url, "is no address of a database; write postgres://user@host/database or postgres://user@host:5432/database");

        var user = uri.UserInfo.Split(':', 2);
        address = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : PortDefault,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : Environment.UserName,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : Environment.GetEnvironmentVariable("PGPASSWORD"),
            ApplicationName = "actorvm",
            Timeout = 10,
            CommandTimeout = 60,
            Pooling = false,
            MaxAutoPrepare = 40,
        };
        Name = $"postgres://{address.Username}@{address.Host}{(uri.Port > 0 ? $":{uri.Port}" : "")}/{address.Database}";
    }

    public override string Name { get; }

    public override string Argument => Name;

    internal override bool IsServer => true;

    internal override string ConnectionString => address.ConnectionString;

    internal override string Now => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

    internal override string ForUpdate => " FOR UPDATE";

    internal override string TableExists => "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = @name";

    internal override DbConnection Open()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal override void LockForMigration(DbConnection connection, DbTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT pg_advisory_xact_lock({MigrationLock})";
        command.ExecuteNonQuery();
    }

    internal override string Tables(Migration migration) => migration.Postgres;

    internal override long BytesUsed(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::BIGINT FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace";
        return (long)command.ExecuteScalar()!;
    }

    internal override void Compact(DbConnection connection)
    {
        foreach (var table in Migration.TableNames)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"VACUUM FULL {table}";
            command.ExecuteNonQuery();
        }
    }

    internal override StoreException? Explain(DbException wrong)
    {
        var (state, said) = wrong is PostgresException postgres ? (postgres.SqlState, postgres.MessageText) : ("", wrong.InnerException?.Message ?? wrong.Message);
        return state switch
        {
            "28P01" or "28000" => new StoreException(Name, $"refused: {said}. Give the password in PGPASSWORD", wrong),
            "3D000" => new StoreException(Name, $"{said}; make it with: createdb {address.Database}", wrong),
            "53100" => new StoreException(Name, "the server's disk is full; what was committed is kept. Make room and resume", wrong),
            "XX001" or "XX002" => new StoreException(Name, $"the database is damaged ({said})", wrong) { IsDamage = true },
            "57P01" or "57P02" or "57P03" or "40001" or "40P01" or "53300" => new StoreException(Name, $"the server is not there: {said}", wrong) { MayPass = true },
            "" when wrong.IsTransient || wrong.InnerException is SocketException or IOException or TimeoutException =>
                new StoreException(Name, $"the server is not there: {said}", wrong) { MayPass = true },
            "" => new StoreException(Name, $"the connection failed: {said}", wrong) { MayPass = true },
            _ when state.StartsWith("08", StringComparison.Ordinal) => new StoreException(Name, $"the connection was cut: {said}", wrong) { MayPass = true },
            "42P01" or "42703" or "42P07" => OtherTables(said, wrong),
            "42501" => new StoreException(Name, $"refused: {said}", wrong),
            _ => null,
        };
    }
}
