using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation;

/// <summary>The smallest program of one's own: two clients add one to a counter, by reading and writing it.</summary>
public sealed class LostUpdateTests
{
    private sealed record Start : Message;

    private sealed record Get : Message;

    private sealed record Value(int Number) : Message;

    private sealed record Put(int Number) : Message;

    private sealed class Counter : IBehaviour<int>
    {
        public int Receive(int count, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Put put)
                return put.Number;
            outbox.Tell(envelope.From, new Value(count));
            return count;
        }
    }

    private sealed class Client(ActorId counter) : IBehaviour<bool>
    {
        public bool Receive(bool done, in Envelope envelope, IOutbox outbox)
        {
            outbox.Tell(counter, envelope.Message is Value value ? new Put(value.Number + 1) : new Get());
            return envelope.Message is Value;
        }
    }

    private static int Play(ulong seed)
    {
        var builder = new WorldBuilder(Pace.Adversarial);
        var counter = builder.Add("counter", new Counter(), 0);
        var clients = new[] { builder.Add("anna", new Client(counter), false), builder.Add("ben", new Client(counter), false) };
        var world = builder.Build();
        foreach (var client in clients)
            world.Tell(client, new Start());

        world.Run(new RandomOrder(seed));
        return world.StateOf<int>(counter);
    }

    [Fact]
    public void Whether_an_update_is_lost_depends_on_the_order_of_messages_alone()
    {
        var ends = Enumerable.Range(1, 100).Select(seed => Play((ulong)seed)).ToArray();

        Assert.Equal([1, 2], ends.Distinct().Order());
        Assert.Equal(ends, Enumerable.Range(1, 100).Select(seed => Play((ulong)seed)));
    }
}
