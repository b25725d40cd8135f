using Akka.Actor;
using Akka.Event;

namespace ActorVm.Live;

/// <summary>Hears what actors throw, before their supervisors start them anew as if nothing had been.</summary>
internal sealed class FailureEar : MinimalActorRef
{
    public Exception? Thrown { get; private set; }

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "failure-ear";

    public override IActorRefProvider Provider => throw new NotSupportedException("nobody looks an ear up");

    /// <summary>Does what nobody supervises.</summary>
    public void Listen(Action act)
    {
        try
        {
            act();
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            Thrown ??= thrown;
        }
    }

    public void Forget() => Thrown = null;

    protected override void TellInternal(object message, IActorRef sender) => Thrown ??= (message as Error)?.Cause;
}
