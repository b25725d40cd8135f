using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Benchmarks;

/// <summary>Two actors throw one ball: what a delivery costs when the actors do nothing.</summary>
internal static class PingPong
{
    private const int Deliveries = 10_000_000;
    private const int Rounds = 6;

    public static void Run()
    {
        var bare = Measure.BestRate(Deliveries, Rounds, () => BareLoop.Run(Deliveries));
        Measure.Print("bare loop over a ring, virtual handler", bare, "deliveries", bare);
        foreach (var pace in new[] { Pace.Timed, Pace.Adversarial })
        {
            var world = Game(pace);
            Measure.Print($"world, {pace}, fifo", Measure.BestRate(Deliveries, Rounds, () => world.Run(new Fifo(), Deliveries)), "deliveries", bare);
            Measure.Print($"world, {pace}, random", Measure.BestRate(Deliveries, Rounds, () => world.Run(new RandomOrder(1), Deliveries)), "deliveries", bare);
        }
    }

    private static World Game(Pace pace)
    {
        var builder = new WorldBuilder(pace);
        builder.Add("ping", new Player(builder.Reserve("pong")), 0L);
        builder.Add("pong", new Player(builder.Reserve("ping")), 0L);
        var world = builder.Build();
        world.Tell(world.IdOf("ping"), new Ball());
        return world;
    }

    private sealed record Ball : Message;

    private sealed class Player(ActorId other) : IBehaviour<long>
    {
        public long Receive(long self, in Envelope envelope, IOutbox outbox)
        {
            outbox.Tell(other, envelope.Message);
            return self + 1;
        }
    }
}

/// <summary>The least that delivering could cost: records in a ring, handled by a virtual call.</summary>
internal static class BareLoop
{
    public static void Run(int deliveries)
    {
        var ring = new Item[64];
        Handler[] handlers = [new Counter(), new Counter()];
        ring[0] = new Item(0, new Ball());
        var (head, tail) = (0, 1);
        for (var delivery = 0; delivery < deliveries; delivery++)
        {
            var item = ring[head];
            head = (head + 1) & 63;
            handlers[item.To].Handle(item, ring, ref tail);
        }
    }

    private readonly record struct Item(int To, Message Message);

    private sealed record Ball : Message;

    private abstract class Handler
    {
        public abstract void Handle(Item item, Item[] ring, ref int tail);
    }

    private sealed class Counter : Handler
    {
        public long Handled { get; private set; }

        public override void Handle(Item item, Item[] ring, ref int tail)
        {
            Handled++;
            ring[tail] = new Item(1 - item.To, item.Message);
            tail = (tail + 1) & 63;
        }
    }
}
