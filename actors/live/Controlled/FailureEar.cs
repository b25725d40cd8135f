using Akka.Actor;
using Akka.Event;

namespace ActorVm.Live;

/// <summary>Hears what actors throw, before their supervisors start them anew as if nothing had been.</summary>
internal sealed class FailureEar : MinimalActorRef
{
    public Exception? Thrown { get; private set; }

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "failure-ear";

    public override IActorRefProvider Provider => throw new NotSupportedException("nobody looks an ear up");

    public void Forget() => Thrown = null;

    protected override void TellInternal(object message, IActorRef sender) => Thrown ??= (message as Error)?.Cause;
}
