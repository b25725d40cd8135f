using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Simulation.Models;

/// <summary>
/// Senders with messages in flight to one sink. Alone (<see cref="Ordered"/>, <see cref="Counted"/>) every order is a trace;
/// in pairs (<see cref="Disjoint"/>) no order matters.
/// </summary>
internal static class FanIn
{
    public static World Ordered(int senders, int each, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        var sink = builder.Add("sink", new OrderedSink(), new Received([]));
        return Send(builder, senders, each, _ => sink);
    }

    public static World Counted(int senders, int each, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        var sink = builder.Add("sink", new Counter(), 0);
        return Send(builder, senders, each, _ => sink);
    }

    public static World Disjoint(int pairs, int each, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        return Send(builder, pairs, each, pair => builder.Add($"receiver-{pair}", new Counter(), 0));
    }

    private static World Send(WorldBuilder builder, int senders, int each, Func<int, ActorId> sink)
    {
        var ways = Enumerable.Range(1, senders)
            .Select(number => (From: builder.Add($"sender-{number}", new Silent(), default), To: sink(number)))
            .ToArray();
        var world = builder.Build();
        foreach (var (from, to) in ways)
        {
            for (var number = 1; number <= each; number++)
                world.Post(from, to, new Item(number));
        }

        return world;
    }

    private readonly record struct Received(ImmutableArray<(ActorId From, int Number)> Items);

    private sealed class OrderedSink : IBehaviour<Received>
    {
        public Received Receive(Received self, in Envelope envelope, IOutbox outbox) =>
            new(self.Items.Add((envelope.From, ((Item)envelope.Message).Number)));
    }
}

internal sealed record Item(int Number) : Message;

/// <summary>Says nothing and hears nothing.</summary>
internal sealed class Silent : IBehaviour<ValueTuple>
{
    public ValueTuple Receive(ValueTuple self, in Envelope envelope, IOutbox outbox) =>
        throw new UnexpectedMessageException("silent", "nothing", envelope.Message);
}

/// <summary>Counts what it hears.</summary>
internal sealed class Counter : IBehaviour<int>
{
    public int Receive(int self, in Envelope envelope, IOutbox outbox) => self + 1;
}
