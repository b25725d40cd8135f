namespace ActorVm.Messages;

/// <summary>A message reached an actor that does not wait for it: a bug of the simulated system, reported with its trace.</summary>
public sealed class UnexpectedMessageException(string actor, string wait, Message message)
    : InvalidOperationException($"{actor}, waiting for {wait}, cannot take {message}")
{
    public UnexpectedMessageException(string actor, Enum wait, Message message)
        : this(actor, wait?.ToString() ?? "nothing", message)
    {
    }
}
