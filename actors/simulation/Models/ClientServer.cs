using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Simulation.Models;

//   outside ──Trigger──▶ client ──Request──▶ server
//                        client ◀──Reply──── server

internal sealed record Trigger : Message;

/// <summary>A server serves clients one by one and remembers in which order.</summary>
internal static class ClientServer
{
    public static World Build(int clients, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        var server = builder.Add("server", new Server(), new Served([]));
        return Triggered(builder, clients, number => builder.Add($"client-{number}", new Client(server), false));
    }

    /// <summary>Adds actors by number, from 1, and triggers each.</summary>
    internal static World Triggered(WorldBuilder builder, int count, Func<int, ActorId> add)
    {
        var triggered = Enumerable.Range(1, count).Select(add).ToArray();
        var world = builder.Build();
        foreach (var actor in triggered)
            world.Tell(actor, new Trigger());
        return world;
    }

    private sealed record Request : Message;

    private sealed record Reply : Message;

    private readonly record struct Served(ImmutableArray<ActorId> Clients);

    private sealed class Server : IBehaviour<Served>
    {
        public Served Receive(Served self, in Envelope envelope, IOutbox outbox)
        {
            outbox.Tell(envelope.From, new Reply());
            return new Served(self.Clients.Add(envelope.From));
        }
    }

    private sealed class Client(ActorId server) : IBehaviour<bool>
    {
        public bool Receive(bool isDone, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Reply)
                return true;
            outbox.Tell(server, new Request());
            return false;
        }
    }
}
