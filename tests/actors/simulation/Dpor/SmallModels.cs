using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation.Dpor;

/// <summary>A watchdog that is set, stopped and set anew while it may bark at any time.</summary>
internal static class TimerModel
{
    public static World Build()
    {
        var builder = new WorldBuilder(Pace.Adversarial);
        var dog = builder.Add("dog", new Dog(), 0);
        var world = builder.Build();
        foreach (var sender in new[] { builder.Reserve("dog"), ActorId.Outside })
        {
            world.Post(sender, dog, new Set());
            world.Post(sender, dog, new Stop());
        }

        return world;
    }

    private sealed record Set : Message;

    private sealed record Stop : Message;

    private sealed record Bark : Message;

    private sealed class Dog : IBehaviour<int>
    {
        public int Receive(int self, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Set)
                outbox.StartTimer(1, new Bark(), new Duration(1));
            if (envelope.Message is Stop)
                outbox.CancelTimer(1);
            return envelope.Message is Bark ? self + 1 : self;
        }
    }
}

/// <summary>Players roll dice at a hub; how many sides the die has depends on who rolled before.</summary>
internal static class ChoiceModel
{
    /// <param name="lies">The hub declares that no order matters, which is not so.</param>
    public static World Build(bool lies = false)
    {
        var builder = new WorldBuilder(Pace.Adversarial);
        var hub = builder.Add("hub", new Hub(lies), 1);
        for (var number = 1; number <= 3; number++)
            builder.Add($"player-{number}", new Player(hub), 0);
        var world = builder.Build();
        for (var number = 1; number <= 3; number++)
            world.Tell(new ActorId(number), new Roll());
        return world;
    }

    private sealed record Roll : Message;

    private sealed class Hub(bool lies) : IBehaviour<int>, ICommuting
    {
        public int Receive(int self, in Envelope envelope, IOutbox outbox) =>
            2 * self + outbox.Choose(new Choice("eyes", self % 3 + 1)) + envelope.From.Number;

        public bool Commute(in Envelope first, in Envelope second) => lies;
    }

    private sealed class Player(ActorId hub) : IBehaviour<int>
    {
        public int Receive(int self, in Envelope envelope, IOutbox outbox)
        {
            outbox.Tell(hub, envelope.Message);
            return self + 1;
        }
    }
}
