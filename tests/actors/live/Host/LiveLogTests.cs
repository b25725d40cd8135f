using System.Collections.Concurrent;

using ActorVm.Live;
using ActorVm.Messages;
using ActorVm.Simulation;

using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace ActorVm.Tests.Live.Host;

/// <summary>What Akka logs of a live run is in Serilog's log, by Akka.Logger.Serilog or by our own few lines.</summary>
[Collection(nameof(Log))]
public sealed class LiveLogTests
{
    [Fact]
    public void What_a_behaviour_throws_is_in_the_log_with_the_name_of_its_actor()
    {
        var sink = new Sink();
        Log.Logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();

        var builder = new WorldBuilder(Pace.Timed);
        builder.Add("thrower", new Thrower(), 0);
        var world = builder.Build();
        world.Tell(world.IdOf("thrower"), new Go());
        using (var run = new LiveHost().Start(world, new LiveOptions()))
            SpinWait.SpinUntil(() => sink.Events.Any(each => each.Level == LogEventLevel.Error), TimeSpan.FromSeconds(20));

        var logged = sink.Events.First(each => each.Level == LogEventLevel.Error);
        Assert.Equal("no more of this", logged.Exception!.Message);
        Assert.Contains("actors/thrower", logged.Properties["LogSource"].ToString(), StringComparison.Ordinal);
    }

    private sealed record Go : Message;

    private sealed class Thrower : IBehaviour<int>
    {
        public int Receive(int self, in Envelope envelope, IOutbox outbox) => throw new InvalidOperationException("no more of this");
    }

    private sealed class Sink : ILogEventSink
    {
        public ConcurrentQueue<LogEvent> Events { get; } = new();

        public void Emit(LogEvent logEvent) => Events.Enqueue(logEvent);
    }
}
