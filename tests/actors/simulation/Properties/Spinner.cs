using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation.Properties;

/// <summary>A worker that is served once it was asked; a client that asks again and again; somebody who breaks the worker.</summary>
internal static class Spinner
{
    /// <param name="isMended">A message is on its way that mends the worker.</param>
    public static World World(bool isMended = false)
    {
        var builder = new WorldBuilder(Pace.Adversarial);
        var served = builder.Reserve("served");
        var client = builder.Reserve("client");
        builder.Add("served", new Worker(client), 1);
        builder.Add("client", new Client(served), 0);
        var bystander = builder.Add("bystander", new Client(served), 0);
        var world = builder.Build();
        world.Tell(served, new Break());
        if (isMended)
            world.Tell(served, new Mend());
        world.Post(client, served, new Ask());
        world.Post(served, bystander, new Break());
        return world;
    }

    private sealed record Ask : Message;

    private sealed record Break : Message;

    private sealed record Mend : Message;

    private sealed class Worker(ActorId client) : IBehaviour<int>
    {
        public int Receive(int self, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Break or Mend)
                return envelope.Message is Mend ? 1 : 0;
            outbox.Tell(client, new Ask());
            return self;
        }
    }

    private sealed class Client(ActorId worker) : IBehaviour<int>
    {
        public int Receive(int self, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Ask)
                outbox.Tell(worker, new Ask());
            return self;
        }
    }
}
