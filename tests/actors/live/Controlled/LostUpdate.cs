using ActorVm.Live;

using Akka.Actor;

namespace ActorVm.Tests.Live.Controlled;

/// <summary>Ordinary Akka actors, written without a thought of being explored: clients add one to a counter by reading and writing it.</summary>
internal static class LostUpdate
{
    internal sealed record Get;

    internal sealed record Value(int Number);

    internal sealed record Put(int Number);

    internal sealed class Counter : ReceiveActor
    {
        public Counter()
        {
            Receive<Get>(_ => Sender.Tell(new Value(Number)));
            Receive<Put>(put => Number = put.Number);
        }

        public int Number { get; private set; }
    }

    internal sealed class Client : ReceiveActor
    {
        public Client(IActorRef counter)
        {
            Receive<string>(_ => counter.Tell(new Get()));
            Receive<Value>(value => counter.Tell(new Put(value.Number + 1)));
        }
    }

    public static ControlledSystem Of(int clients, ControlOrder order = ControlOrder.Mailboxes) => new(
        system =>
        {
            var counter = system.ActorOf(Props.Create(() => new Counter()), "counter");
            for (var client = 1; client <= clients; client++)
                system.ActorOf(Props.Create(() => new Client(counter)), $"client-{client}").Tell("go");
        },
        new ControlOptions { Order = order });
}
