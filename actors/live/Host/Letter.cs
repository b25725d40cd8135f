using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Live;

/// <summary>A message on its way between two live actors.</summary>
/// <param name="Sequence">Its number on the channel, from 1.</param>
/// <param name="SentBy">The how manieth step of its sender sent it; 0 from outside, or before the first.</param>
/// <param name="Due">The stamp before which it is not delivered; 0: at once.</param>
internal sealed record Letter(Channel Channel, long Sequence, int SentBy, long Due, Message Message);

/// <summary>Something that was held back is due.</summary>
internal sealed class Wake
{
    public static readonly Wake Up = new();
}

/// <summary>Something to do between two steps of an actor, on its thread.</summary>
internal sealed record Order(Action<LiveActor> Do, TaskCompletionSource Done);
