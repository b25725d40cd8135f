using ActorVm.Messages;

namespace ActorVm.Simulation.Models;

/// <summary>Items pass through stages; each stage counts and passes on, the last keeps.</summary>
internal static class Pipeline
{
    public static World Build(int stages, int items, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        var source = builder.Add("source", new Silent(), default);
        var ids = Enumerable.Range(0, stages).Select(number => builder.Reserve($"stage-{number}")).ToArray();
        for (var number = 0; number < stages; number++)
            builder.Add($"stage-{number}", new Stage(number + 1 < stages ? ids[number + 1] : ActorId.Outside), 0);

        var world = builder.Build();
        for (var number = 1; number <= items; number++)
            world.Post(source, ids[0], new Item(number));
        return world;
    }

    private sealed class Stage(ActorId next) : IBehaviour<int>
    {
        public int Receive(int self, in Envelope envelope, IOutbox outbox)
        {
            if (next != ActorId.Outside)
                outbox.Tell(next, envelope.Message);
            return self + 1;
        }
    }
}
