using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Simulation.Models;

//   producer ──Put──▶ buffer ──Done──▶ producer      (later, when the buffer is full)
//   consumer ──Get──▶ buffer ──Done──▶ consumer      (later, when it is empty)

/// <summary>Producers and consumers around a buffer that holds so much and no more.</summary>
internal static class BoundedBuffer
{
    public static World Build(int producers, int consumers, int operations, int capacity, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        var buffer = builder.Add("buffer", new Buffer(capacity), new BufferState(0, [], []));
        return ClientServer.Triggered(builder, producers + consumers, number => number <= producers
            ? builder.Add($"producer-{number}", new Client(buffer, new Put()), operations)
            : builder.Add($"consumer-{number - producers}", new Client(buffer, new Get()), operations));
    }

    private sealed record Put : Message;

    private sealed record Get : Message;

    private sealed record Done : Message;

    private readonly record struct BufferState(int Items, ImmutableArray<ActorId> Producers, ImmutableArray<ActorId> Consumers);

    private sealed class Buffer(int capacity) : IBehaviour<BufferState>
    {
        public BufferState Receive(BufferState self, in Envelope envelope, IOutbox outbox) =>
            envelope.Message is Put ? Produce(self, envelope.From, outbox) : Consume(self, envelope.From, outbox);

        private BufferState Produce(BufferState self, ActorId producer, IOutbox outbox)
        {
            if (self.Items == capacity)
                return self with { Producers = self.Producers.Add(producer) };

            outbox.Tell(producer, new Done());
            if (self.Consumers is not [var waiting, ..])
                return self with { Items = self.Items + 1 };

            outbox.Tell(waiting, new Done());
            return self with { Consumers = self.Consumers.RemoveAt(0) };
        }

        private static BufferState Consume(BufferState self, ActorId consumer, IOutbox outbox)
        {
            if (self.Items == 0)
                return self with { Consumers = self.Consumers.Add(consumer) };

            outbox.Tell(consumer, new Done());
            if (self.Producers is not [var waiting, ..])
                return self with { Items = self.Items - 1 };

            outbox.Tell(waiting, new Done());
            return self with { Producers = self.Producers.RemoveAt(0) };
        }
    }

    private sealed class Client(ActorId buffer, Message operation) : IBehaviour<int>
    {
        public int Receive(int left, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Done)
                left--;
            if (left > 0)
                outbox.Tell(buffer, operation);
            return left;
        }
    }
}
