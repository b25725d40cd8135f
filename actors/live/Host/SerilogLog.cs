using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

using Serilog;
using Serilog.Events;

using LogEvent = Akka.Event.LogEvent;

namespace ActorVm.Live;

/// <summary>Akka's log events in Serilog's log, for where Akka.Logger.Serilog is not to be had.</summary>
internal sealed class SerilogLog : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    public SerilogLog()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    private static void Write(LogEvent happened)
    {
        var level = happened.LogLevel() switch
        {
            LogLevel.DebugLevel => LogEventLevel.Debug,
            LogLevel.InfoLevel => LogEventLevel.Information,
            LogLevel.WarningLevel => LogEventLevel.Warning,
            _ => LogEventLevel.Error,
        };
        Log.Logger.ForContext("LogSource", happened.LogSource).Write(level, happened.Cause, "{AkkaMessage:l}", happened.Message);
    }
}
