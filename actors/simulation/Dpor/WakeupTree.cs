namespace ActorVm.Simulation;

/// <summary>One step that is still to be tried, and what is to be tried after it, in this order.</summary>
/// <param name="Message">The message it will deliver, to know what it commutes with.</param>
/// <param name="Way">Which way it must go; <see cref="AnyWay"/> for all.</param>
internal sealed record Wakeup(int Process, int Message, int Way)
{
    public const int AnyWay = -1;

    public List<Wakeup> Next { get; } = [];
}
