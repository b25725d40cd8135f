namespace ActorVm.Messages;

/// <summary>The address of an actor: its number in the order the actors were added to the host, which also knows its name.</summary>
public readonly record struct ActorId(int Number)
{
    /// <summary>Sender of what comes from outside all actors: the first message of a test, an order of the scenario.</summary>
    public static readonly ActorId Outside = new(-1);
}
