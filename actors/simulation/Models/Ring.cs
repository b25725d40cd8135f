using ActorVm.Messages;

namespace ActorVm.Simulation.Models;

/// <summary>
/// Election in a one-way ring: E. Chang and R. Roberts, "An improved algorithm for decentralized extrema-finding in
/// circular configurations of processes", CACM 22(5), 1979.
/// </summary>
internal static class Ring
{
    public static World Build(int nodes, bool ascending, Delivery delivery)
    {
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        return ClientServer.Triggered(builder, nodes, number =>
        {
            var neighbour = builder.Reserve(Name(number % nodes + 1));
            return builder.Add(Name(number), new Node(ascending ? number : nodes + 1 - number, neighbour), Role.Idle);
        });
    }

    private static string Name(int number) => $"node-{number}";

    private enum Role : byte
    {
        Idle,
        Candidate,
        Lost,
        Leader,
    }

    private sealed record Candidacy(int Id) : Message;

    private sealed class Node(int id, ActorId neighbour) : IBehaviour<Role>
    {
        public Role Receive(Role self, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is not Candidacy candidacy)
            {
                outbox.Tell(neighbour, new Candidacy(id));
                return Role.Candidate;
            }

            if (candidacy.Id == id)
                return Role.Leader;
            if (candidacy.Id < id)
                return self;
            outbox.Tell(neighbour, candidacy);
            return Role.Lost;
        }
    }
}
