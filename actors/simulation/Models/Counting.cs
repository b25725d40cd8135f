using ActorVm.Messages;

namespace ActorVm.Simulation.Models;

//   outside ──Trigger──▶ client ──Increment──▶ counter                            (atomic)
//
//   outside ──Trigger──▶ client ──Get──▶ counter ──Value──▶ client ──Put──▶ counter   (an update may be lost)

/// <summary>Clients that each add one to a counter: in one message, or by reading and writing it.</summary>
internal static class Counting
{
    public static World AtomicInc(int clients, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        var counter = builder.Add("counter", new Register(), 0);
        return ClientServer.Triggered(builder, clients, number => builder.Add($"client-{number}", new Incrementer(counter), default));
    }

    public static World LostUpdate(int clients, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        var counter = builder.Add("counter", new Register(), 0);
        return ClientServer.Triggered(builder, clients, number => builder.Add($"client-{number}", new Client(counter), default));
    }

    /// <summary>Readers and one writer around a register. Two reads commute.</summary>
    public static World Readers(int readers, bool refined, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        IBehaviour<int> behaviour = refined ? new RefinedRegister() : new Register();
        var register = builder.Add("register", behaviour, 0);
        return ClientServer.Triggered(builder, readers + 1, number => number <= readers
            ? builder.Add($"reader-{number}", new Reader(register), -1)
            : builder.Add("writer", new Writer(register), default));
    }

    private sealed record Increment : Message;

    private sealed record Get : Message;

    private sealed record Value(int Number) : Message;

    private sealed record Put(int Number) : Message;

    private class Register : IBehaviour<int>
    {
        public int Receive(int self, in Envelope envelope, IOutbox outbox)
        {
            switch (envelope.Message)
            {
                case Increment:
                    return self + 1;
                case Put put:
                    return put.Number;
                case Get:
                    outbox.Tell(envelope.From, new Value(self));
                    return self;
                default:
                    throw new UnexpectedMessageException("register", "anything", envelope.Message);
            }
        }
    }

    private sealed class RefinedRegister : Register, ICommuting
    {
        public bool Commute(in Envelope first, in Envelope second) =>
            first.Message is Get && second.Message is Get && first.From != second.From;
    }

    private sealed class Incrementer(ActorId counter) : IBehaviour<ValueTuple>
    {
        public ValueTuple Receive(ValueTuple self, in Envelope envelope, IOutbox outbox)
        {
            outbox.Tell(counter, new Increment());
            return self;
        }
    }

    private sealed class Client(ActorId counter) : IBehaviour<ValueTuple>
    {
        public ValueTuple Receive(ValueTuple self, in Envelope envelope, IOutbox outbox)
        {
            outbox.Tell(counter, envelope.Message is Value value ? new Put(value.Number + 1) : new Get());
            return self;
        }
    }

    private sealed class Reader(ActorId register) : IBehaviour<int>
    {
        public int Receive(int self, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Value value)
                return value.Number;
            outbox.Tell(register, new Get());
            return self;
        }
    }

    private sealed class Writer(ActorId register) : IBehaviour<ValueTuple>
    {
        public ValueTuple Receive(ValueTuple self, in Envelope envelope, IOutbox outbox)
        {
            outbox.Tell(register, new Put(42));
            return self;
        }
    }
}
