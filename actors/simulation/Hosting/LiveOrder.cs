using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Makes the choices of a live run again, one delivery after the other, in a recorded world.</summary>
public sealed class LiveOrder(IReadOnlyList<LiveDelivery> deliveries) : IChooser
{
    private int next;
    private int choice;

    /// <summary>Sets the world's clock for the next delivery.</summary>
    /// <returns>False when there is none.</returns>
    public bool IsReady(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        if (next == deliveries.Count)
            return false;
        world.SetClock(deliveries[next].At);
        choice = 0;
        return true;
    }

    /// <exception cref="InvalidDataException">The message is not there: the live run did something that this one does not.</exception>
    public int NextDelivery(Candidates candidates)
    {
        var move = deliveries[next++].Move;
        for (var index = 0; index < candidates.Count; index++)
        {
            var candidate = candidates[index];
            if (candidate.Channel == move.Channel && candidate.Sequence == move.Sequence)
                return index;
        }

        throw new InvalidDataException($"delivery {next} of the live run is not possible here: {move.Channel} #{move.Sequence}");
    }

    public int Choose(ActorId actor, in Choice choice)
    {
        var choices = deliveries[next - 1].Move.Choices;
        return this.choice < choices.Length
            ? choices[this.choice++]
            : throw new InvalidDataException($"delivery {next} of the live run made {choices.Length} choices, here it makes more: {choice.What}");
    }
}
