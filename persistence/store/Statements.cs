using System.Data.Common;

namespace ActorVm.Persistence;

/// <summary>SQL in one transaction. Statements stay prepared as long as their connection.</summary>
internal sealed class Statements(PreparedCommands prepared, DbTransaction transaction)
{
    public DbTransaction Transaction => transaction;

    public int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = prepared.Command(sql, transaction, values);
        var rows = command.ExecuteNonQuery();
        PreparedCommands.Forget(command);
        return rows;
    }

    public T? Value<T>(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = prepared.Command(sql, transaction, values);
        var found = command.ExecuteScalar();
        return found is null or DBNull ? default : (T)Convert.ChangeType(found, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
    }

    public List<T> Rows<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = prepared.Command(sql, transaction, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}

/// <summary>
/// Columns of a row as they should be. SQLite keeps whatever somebody put there: a value of another kind is nothing, so that the
/// hash over the row does not fit, and who reads it says which row that is.
/// </summary>
internal static class Columns
{
    public static byte[] Bytes(this DbDataReader row, int column) => row[column] as byte[] ?? [];

    public static string? Text(this DbDataReader row, int column) => row[column] as string;

    public static long Number(this DbDataReader row, int column) => row[column] switch
    {
        long number => number,
        int number => number,
        _ => -1,
    };
}

/// <summary>The statements of a connection, by their text.</summary>
internal sealed class PreparedCommands(DbConnection connection) : IDisposable
{
    private readonly SortedDictionary<string, DbCommand> commands = new(StringComparer.Ordinal);

    public DbCommand Command(string sql, DbTransaction transaction, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!commands.TryGetValue(sql, out var command))
            commands.Add(sql, command = Prepare(sql, values));

        command.Transaction = transaction;
        for (var place = 0; place < values.Length; place++)
            command.Parameters[place].Value = values[place].Value ?? DBNull.Value;
        return command;
    }

    /// <summary>What was written may be large, and is not needed any more.</summary>
    public static void Forget(DbCommand command)
    {
        foreach (DbParameter parameter in command.Parameters)
            parameter.Value = DBNull.Value;
    }

    public void Dispose()
    {
        foreach (var command in commands.Values)
            command.Dispose();
        commands.Clear();
    }

    private DbCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, _) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
