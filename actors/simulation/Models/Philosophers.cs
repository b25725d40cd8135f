using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Simulation.Models;

//   outside ──Trigger──▶ philosopher ──Ask──▶ fork ──Granted──▶ philosopher ──Ask──▶ other fork ──Granted──▶
//                        philosopher ──Release──▶ both forks

/// <summary>One meal each; in a ring everybody may hold the left fork and wait for the right one for ever.</summary>
internal static class Philosophers
{
    public static World Build(int seats, bool ordered, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        var forks = Enumerable.Range(0, seats)
            .Select(number => builder.Add($"fork-{number}", new Fork(), new ForkState(ActorId.Outside, [])))
            .ToArray();
        return ClientServer.Triggered(builder, seats, number =>
        {
            var (left, right) = (number - 1, number % seats);
            var (first, second) = ordered && right < left ? (right, left) : (left, right);
            return builder.Add($"philosopher-{number - 1}", new Philosopher(forks[first], forks[second]), Meal.Thinking);
        });
    }

    internal enum Meal : byte
    {
        Thinking,
        Hungry,
        HoldingOne,
        Done,
    }

    private sealed record Ask : Message;

    private sealed record Granted : Message;

    private sealed record Release : Message;

    private readonly record struct ForkState(ActorId Owner, ImmutableArray<ActorId> Waiters);

    private sealed class Fork : IBehaviour<ForkState>
    {
        public ForkState Receive(ForkState self, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Release)
                return self.Waiters is [var next, ..] ? Grant(next, self.Waiters.RemoveAt(0), outbox) : self with { Owner = ActorId.Outside };
            return self.Owner == ActorId.Outside
                ? Grant(envelope.From, self.Waiters, outbox)
                : self with { Waiters = self.Waiters.Add(envelope.From) };
        }

        private static ForkState Grant(ActorId owner, ImmutableArray<ActorId> waiters, IOutbox outbox)
        {
            outbox.Tell(owner, new Granted());
            return new ForkState(owner, waiters);
        }
    }

    private sealed class Philosopher(ActorId first, ActorId second) : IBehaviour<Meal>
    {
        public Meal Receive(Meal self, in Envelope envelope, IOutbox outbox)
        {
            switch (self, envelope.Message)
            {
                case (Meal.Thinking, Trigger):
                    outbox.Tell(first, new Ask());
                    return Meal.Hungry;
                case (Meal.Hungry, Granted):
                    outbox.Tell(second, new Ask());
                    return Meal.HoldingOne;
                case (Meal.HoldingOne, Granted):
                    outbox.Tell(first, new Release());
                    outbox.Tell(second, new Release());
                    return Meal.Done;
                default:
                    throw new UnexpectedMessageException("philosopher", self, envelope.Message);
            }
        }
    }
}
