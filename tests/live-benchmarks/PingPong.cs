using System.Diagnostics;

using ActorVm.Messages;
using ActorVm.Simulation;

using Akka.Actor;

using Envelope = ActorVm.Messages.Envelope;

namespace ActorVm.Live.Benchmarks;

/// <summary>Two actors throw one ball: bare Akka actors, the same as behaviours on the live host, and with everything written down.</summary>
internal static class PingPong
{
    private const int Throws = 300_000;
    private const int Rounds = 9;

    private sealed record Ball : Message
    {
        public static readonly Ball It = new();
    }

    public static void Run()
    {
        var rates = new List<(double Akka, double Live, double Recorded)>();
        for (var round = 0; round <= Rounds; round++)
            rates.Add((BareAkka(), Live(records: false), Live(records: true)));

        // The first warms up.
        rates.RemoveAt(0);
        var (akka, live, recorded) = (Median(rates.Select(rate => rate.Akka)), Median(rates.Select(rate => rate.Live)), Median(rates.Select(rate => rate.Recorded)));
        Console.WriteLine($"plain Akka, ping-pong               {akka / 1e3,10:N0} k messages/s");
        Console.WriteLine($"live host, not recorded             {live / 1e3,10:N0} k messages/s   {Median(rates.Select(rate => rate.Live / rate.Akka)):0.00} of plain Akka");
        Console.WriteLine($"live host, recorded                 {recorded / 1e3,10:N0} k messages/s   {Median(rates.Select(rate => rate.Recorded / rate.Akka)):0.00} of plain Akka");
        Console.WriteLine($"recording costs                     {1e9 / recorded - 1e9 / live,10:N0} ns a delivery (medians of {Rounds} rounds), where the actors themselves do nothing");
    }

    private static double BareAkka()
    {
        using var system = ActorSystem.Create("bare", "akka.stdout-loglevel = OFF, akka.loglevel = OFF, akka.loggers = []");
        var done = new TaskCompletionSource();
        var one = system.ActorOf(Props.Create(() => new BarePlayer(done)));
        var other = system.ActorOf(Props.Create(() => new BarePlayer(done)));
        var watch = Stopwatch.StartNew();
        one.Tell(Ball.It, other);
        done.Task.Wait();
        return Rate(watch);
    }

    private static double Live(bool records)
    {
        var done = new TaskCompletionSource();
        var builder = new WorldBuilder(Pace.Timed);
        builder.Add("ping", new Player(builder.Reserve("pong"), done), 0);
        builder.Add("pong", new Player(builder.Reserve("ping"), done), 0);
        var world = builder.Build();
        world.Tell(world.IdOf("ping"), Ball.It);
        var watch = Stopwatch.StartNew();
        using var run = new LiveHost().Start(world, new LiveOptions { Records = records });
        watch.Restart();
        done.Task.Wait();
        return Rate(watch);
    }

    private static double Rate(Stopwatch watch) => 2 * Throws / watch.Elapsed.TotalSeconds;

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private sealed class BarePlayer(TaskCompletionSource done) : UntypedActor
    {
        private int count;

        protected override void OnReceive(object message)
        {
            if (++count < Throws)
                Sender.Tell(message);
            else
                done.TrySetResult();
        }
    }

    private sealed class Player(ActorId other, TaskCompletionSource done) : IBehaviour<int>
    {
        public int Receive(int count, in Envelope envelope, IOutbox outbox)
        {
            if (count + 1 < Throws)
                outbox.Tell(other, envelope.Message);
            else
                done.TrySetResult();
            return count + 1;
        }
    }
}
