using ActorVm.Messages;

namespace ActorVm.Tests.Actors;

/// <summary>Keeps what one behaviour says; no time passes and nothing is chosen.</summary>
internal sealed class Recorder : IOutbox
{
    public List<(ActorId To, Message Message)> Sent { get; } = [];

    public Tick Now => default;

    public void Tell(ActorId to, Message message) => Sent.Add((to, message));

    public void Tell(ActorId to, Message message, Duration after) => Tell(to, message);

    public void StartTimer(int key, Message message, Duration after) => throw new NotSupportedException();

    public void CancelTimer(int key) => throw new NotSupportedException();

    public int Choose(in Choice choice) => throw new NotSupportedException();
}
