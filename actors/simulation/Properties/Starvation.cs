using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Properties that nobody starves: waits for ever while others go on.</summary>
/// <remarks>
/// Only who waits for an answer can starve: under a fair scheduler, and only there a run grows hot, every message is
/// delivered in the end. Given to <see cref="Explore.Circles"/> they say the same of all situations.
/// </remarks>
public static class Starvation
{
    /// <summary>For each actor, that it does not wait for longer than so many steps.</summary>
    /// <param name="isWaiting">Whether the actor waits for somebody else in this situation.</param>
    public static IReadOnlyList<Property> Of(ISituation system, int stepsMost, Func<ISituation, ActorId, bool> isWaiting)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(isWaiting);
        return
        [
            .. Enumerable.Range(0, system.ActorCount).Select(number => new ActorId(number))
                .Select(actor => Property.Repeatedly($"{system.NameOf(actor)} does not starve", stepsMost, situation => !isWaiting(situation, actor))),
        ];
    }
}
