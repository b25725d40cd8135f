using Microsoft.Data.Sqlite;

namespace ActorVm.Tests.Live.Persistence;

/// <summary>What lies in the tables of a file.</summary>
internal static class Tables
{
    public static string[] EventsIn(string file) =>
        Rows(file, "SELECT sequence_number || ' ' || manifest || ' ' || identifier || ' ' || deleted || ' ' || length(message) FROM journal ORDER BY sequence_number");

    public static string[] SnapshotKindsIn(string file) => Rows(file, "SELECT DISTINCT manifest || ' ' || serializer_id FROM snapshot");

    public static void Change(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string[] Rows(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return [.. rows];
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }
}
