using ActorVm.Messages;

namespace ActorVm.Cli.Kernel;

/// <summary>The last answer the caller got.</summary>
internal readonly record struct VectorCallerState(Message? Answer);

/// <summary>Stands in for the driver: passes a call on and keeps the answer.</summary>
internal sealed class VectorCaller(ActorId allocator) : IBehaviour<VectorCallerState>
{
    public VectorCallerState Receive(VectorCallerState self, in Envelope envelope, IOutbox outbox)
    {
        if (envelope.From != ActorId.Outside)
            return new VectorCallerState(envelope.Message);

        outbox.Tell(allocator, envelope.Message);
        return default;
    }
}
