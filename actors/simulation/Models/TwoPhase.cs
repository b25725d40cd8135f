using ActorVm.Messages;

namespace ActorVm.Simulation.Models;

//   outside ──Trigger──▶ coordinator ──Prepare──▶ participants ──Yes──▶ coordinator ──Commit──▶ participants

/// <summary>Two-phase commit in which everybody votes yes.</summary>
internal static class TwoPhase
{
    public static World Build(int participants, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        var coordinator = builder.Reserve("coordinator");
        var others = Enumerable.Range(1, participants)
            .Select(number => builder.Add($"participant-{number}", new Participant(coordinator), Stage.Idle))
            .ToArray();
        builder.Add("coordinator", new Coordinator(others), 0);
        var world = builder.Build();
        world.Tell(coordinator, new Trigger());
        return world;
    }

    private enum Stage : byte
    {
        Idle,
        Prepared,
        Committed,
    }

    private sealed record Prepare : Message;

    private sealed record Yes : Message;

    private sealed record Commit : Message;

    private sealed class Coordinator(ActorId[] participants) : IBehaviour<int>
    {
        public int Receive(int votes, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Trigger)
                return TellAll(votes, new Prepare(), outbox);
            return votes + 1 < participants.Length ? votes + 1 : TellAll(votes + 1, new Commit(), outbox);
        }

        private int TellAll(int votes, Message message, IOutbox outbox)
        {
            foreach (var participant in participants)
                outbox.Tell(participant, message);
            return votes;
        }
    }

    private sealed class Participant(ActorId coordinator) : IBehaviour<Stage>
    {
        public Stage Receive(Stage self, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Commit)
                return Stage.Committed;
            outbox.Tell(coordinator, new Yes());
            return Stage.Prepared;
        }
    }
}
