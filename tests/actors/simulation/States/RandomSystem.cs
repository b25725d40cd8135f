using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation.States;

/// <summary>
/// Some actors whose every answer is drawn, to one of two neighbours: a few states, a few kinds of messages, at most one message sent for each that
/// is heard, so that there are circles and an end to the situations. Few combinations throw.
/// </summary>
internal static class RandomSystem
{
    private const int StatesOfEach = 3;
    private const int Kinds = 2;

    public static World Build(ulong seed, Delivery delivery)
    {
        var random = new SplitMix64(seed);
        var actors = 2 + random.Below(4);
        var builder = new WorldBuilder(Pace.Adversarial, delivery);
        for (var actor = 0; actor < actors; actor++)
        {
            var answers = new Answer[StatesOfEach * Kinds * (actors + 1)];
            for (var index = 0; index < answers.Length; index++)
                answers[index] = Answer.Draw(ref random, (actor + 1 + random.Below(2)) % actors);
            builder.Add($"actor-{actor}", new Drawn(answers), 0);
        }

        var world = builder.Build();
        for (var letter = 0; letter < 3; letter++)
            world.Post(new ActorId(random.Below(actors)), new ActorId(random.Below(actors)), new Kind(random.Below(Kinds)));
        return world;
    }

    private sealed record Kind(int Number) : Message;

    /// <param name="State">Negative: it throws.</param>
    /// <param name="To">Negative: it says nothing.</param>
    private readonly record struct Answer(int State, int To, int Says)
    {
        public static Answer Draw(ref SplitMix64 random, int to)
        {
            var fate = random.Below(24);
            var answer = new Answer(random.Below(StatesOfEach), to, random.Below(Kinds));
            return fate == 0 ? answer with { State = -1 } : fate < 10 ? answer with { To = -1 } : answer;
        }
    }

    private sealed class Drawn(Answer[] answers) : IBehaviour<int>
    {
        public int Receive(int self, in Envelope envelope, IOutbox outbox)
        {
            var kind = ((Kind)envelope.Message).Number;
            var answer = answers[(envelope.From.Number + 1) * StatesOfEach * Kinds + self * Kinds + kind];
            if (answer.State < 0)
                throw new InvalidOperationException($"{envelope.To.Number} in state {self} hears {kind} of {envelope.From.Number}");
            if (answer.To >= 0)
                outbox.Tell(new ActorId(answer.To), new Kind(answer.Says));
            return answer.State;
        }
    }
}
