namespace ActorVm.Messages;

/// <summary>
/// What an actor does with one message: the state and a message in, the next state out, effects into the outbox.
/// The behaviour object itself holds configuration only, so one object may serve any number of worlds.
/// </summary>
/// <typeparam name="TState">A value; equal situations are equal states.</typeparam>
public interface IBehaviour<TState>
{
    /// <summary>One step. Runs to its end; nothing else happens meanwhile.</summary>
    /// <exception cref="UnexpectedMessageException">The state does not wait for this message.</exception>
    TState Receive(TState self, in Envelope envelope, IOutbox outbox);
}

/// <summary>A state that owns something mutable and copies it on demand: after a fork neither side sees the other's changes.</summary>
public interface IForkable<TSelf>
{
    /// <summary>An independent copy, in constant time.</summary>
    TSelf Fork();
}
