using ActorVm.Persistence;

using Npgsql;

namespace ActorVm.Tests.Persistence;

/// <summary>Databases for tests: each call gives an empty one.</summary>
internal static class Places
{
    public const string NoServer = "no PostgreSQL: set ACTORVM_POSTGRES to postgres://user@host:port/database of a server where databases may be made";

    /// <summary>Where the server is, if there is one.</summary>
    public static string? Server { get; } = Environment.GetEnvironmentVariable("ACTORVM_POSTGRES") is { Length: > 0 } url ? url : null;

    public static string Folder() => Directory.CreateTempSubdirectory("actorvm-store").FullName;

    public static string File() => Path.Combine(Folder(), "actorvm.db");

    public static string Postgres()
    {
        var name = $"actorvm_{Guid.NewGuid():N}";
        var server = new Uri(Server!);
        using var connection = (NpgsqlConnection)Database.At(Server!).Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        command.ExecuteNonQuery();
        return new UriBuilder(server) { Path = name }.Uri.ToString();
    }
}

/// <summary>A test of the PostgreSQL server; left out where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute()
    {
        if (Places.Server is null)
            Skip = Places.NoServer;
    }
}
