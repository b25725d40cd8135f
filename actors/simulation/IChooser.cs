using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>
/// Makes every choice of a run; the list of its answers is the schedule. An adversarial world asks before each delivery,
/// a timed one only when several messages are due at the same tick.
/// </summary>
public interface IChooser
{
    /// <summary>Which message is delivered next: an index into the candidates.</summary>
    int NextDelivery(Candidates candidates);

    /// <summary>Decides for an actor in the middle of its step: one of <c>0 … choice.Alternatives − 1</c>.</summary>
    int Choose(ActorId actor, in Choice choice);
}
