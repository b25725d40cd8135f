using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Checks what behaviours declare: <see cref="ICommuting"/>.</summary>
public static class Commutation
{
    /// <summary>
    /// Goes through random runs and, wherever two messages wait whose order is declared not to matter, makes both orders
    /// and compares the worlds.
    /// </summary>
    /// <exception cref="InvalidOperationException">A pair does matter; the message names it and the first difference.</exception>
    public static void Check(World start, int runs = 100, int stepsMost = 10_000)
    {
        ArgumentNullException.ThrowIfNull(start);
        for (var run = 0; run < runs; run++)
        {
            var world = start.Fork();
            var policy = new RandomOrder((ulong)run);
            for (var step = 0; step < stepsMost; step++)
            {
                CheckPairs(world);
                if (!world.Step(policy))
                    break;
            }
        }
    }

    private static void CheckPairs(World world)
    {
        var candidates = world.Candidates;
        for (var first = 0; first < candidates.Count; first++)
        {
            for (var second = first + 1; second < candidates.Count; second++)
            {
                var (left, right) = (candidates[first], candidates[second]);
                if (left.Channel.To == right.Channel.To && left.Channel != right.Channel
                    && world.Cells[left.Channel.To.Number].Commuting is { } declared
                    && declared.Commute(EnvelopeOf(left), EnvelopeOf(right)))
                {
                    Compare(world, left, right);
                }
            }
        }
    }

    private static void Compare(World world, in Candidate left, in Candidate right)
    {
        var (one, other) = (world.Fork(), world.Fork());
        if (Deliver(one, left) && Deliver(one, right) && Deliver(other, right) && Deliver(other, left))
        {
            if (one.Fingerprint == other.Fingerprint)
                return;
            throw Wrong(world, left, right, one.FirstDifference(other) ?? "the worlds differ");
        }

        throw Wrong(world, left, right, "one order makes the other message disappear");
    }

    private static bool Deliver(World world, in Candidate letter) =>
        Replayer.TryStep(world, new Move(letter.Channel, letter.Sequence, []), out _);

    private static InvalidOperationException Wrong(World world, in Candidate left, in Candidate right, string how) => new(
        $"{world.NameOf(left.Channel.To)} declares that {TextOf(world, left)} and {TextOf(world, right)} commute, but {how}");

    private static string TextOf(World world, in Candidate letter) =>
        $"{MessageText.Of(letter.Message, world)} from {world.NameOf(letter.Channel.From)}";

    private static Envelope EnvelopeOf(in Candidate letter) => new(letter.Channel.From, letter.Channel.To, letter.Message);
}
