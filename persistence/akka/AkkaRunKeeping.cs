using System.Diagnostics.CodeAnalysis;

using Akka.Actor;
using Akka.Configuration;

namespace ActorVm.Persistence;

/// <summary>Keeps runs by persistent actors, with Akka.Persistence.Sql, in the database of a store.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "The command finds it by its name, where it was built.")]
public sealed class AkkaRunKeeping : IRunKeeping
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public RunFacts GoOn(Store store, StoredRun row, Lease lease, IKeptRun run, long snapshot, long stepsMax, Func<bool> mustStop)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(mustStop);
        using var own = store.Again();
        using var system = ActorSystem.Create("actorvm", ConfigOf(store.Database));
        try
        {
            var outcome = new TaskCompletionSource<RunFacts>(TaskCreationOptions.RunContinuationsAsynchronously);
            var actor = system.ActorOf(Props.Create(() => new RunActor(own, row, lease, run, snapshot, stepsMax, outcome)), "run");
            actor.Tell(Persistence.GoOn.Now, ActorRefs.NoSender);
            for (var isAsked = false; Task.WaitAny([outcome.Task], BetweenLooks) < 0;)
            {
                if (!isAsked && mustStop())
                {
                    isAsked = true;
                    actor.Tell(StopSoon.Now, ActorRefs.NoSender);
                }
            }

            return outcome.Task.GetAwaiter().GetResult();
        }
        finally
        {
            system.Terminate().Wait();
        }
    }

    private static Config ConfigOf(Database database)
    {
        var connection = $"connection-string = {Quoted(database.ConnectionString)}, provider-name = {(database is PostgresDatabase ? "PostgreSQL.15" : "SQLite.MS")}, auto-initialize = off";
        return ConfigurationFactory.ParseString(
            $$"""
            akka {
              stdout-loglevel = OFF
              loglevel = OFF
              loggers = []
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              persistence {
                journal { plugin = "akka.persistence.journal.sql", sql { {{connection}}, tag-write-mode = TagTable } }
                snapshot-store { plugin = "akka.persistence.snapshot-store.sql", sql { {{connection}} } }
              }
              actor {
                serializers.actorvm = "{{typeof(KeptSerializer).AssemblyQualifiedName}}"
                serialization-bindings { "{{typeof(KeptPayload).AssemblyQualifiedName}}" = actorvm }
              }
            }
            """).WithFallback(global::Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration);
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
