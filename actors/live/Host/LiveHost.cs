using ActorVm.Simulation;

using Akka.Actor;
using Akka.Configuration;

namespace ActorVm.Live;

/// <summary>Puts the actors of a world on Akka.NET: real threads, Akka's scheduler, Serilog's log.</summary>
public sealed class LiveHost : ILiveHost
{
    private const string Configuration = """
        akka {
          stdout-loglevel = OFF
          loglevel = INFO
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          scheduler { tick-duration = 10ms }
        }
        live {
          pinned { type = PinnedDispatcher }
          fork-join { type = ForkJoinDispatcher, throughput = 30, dedicated-thread-pool { thread-count = 2, deadlock-timeout = 3s, threadtype = background } }
          task { type = TaskDispatcher, throughput = 30 }
        }
        """;

    public ILiveRun Start(World start, LiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        if (start.Pace != Pace.Timed)
            throw new ArgumentException("only a timed world knows when its messages are due", nameof(start));

        return new LiveRun(ActorSystem.Create("actorvm", Config()), start, options);
    }

    /// <summary>The package's logger where that is there, else the same in a few lines of our own.</summary>
    internal static string Logger() => (Type.GetType("Akka.Logger.Serilog.SerilogLogger, Akka.Logger.Serilog") ?? typeof(SerilogLog)).AssemblyQualifiedName!;

    private static Config Config() =>
        ConfigurationFactory.ParseString($"akka.loggers = [\"{Logger()}\"]").WithFallback(ConfigurationFactory.ParseString(Configuration));
}
