using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>A system at one moment, to look at: what properties are asked about, whichever engine found it.</summary>
public interface ISituation
{
    int ActorCount { get; }

    /// <summary>Nothing is on its way: no step can follow.</summary>
    bool IsQuiescent { get; }

    /// <summary>Every message on its way, by channel, oldest first.</summary>
    IEnumerable<Waiting> Mail { get; }

    string NameOf(ActorId actor);

    /// <exception cref="ArgumentException">No actor has this name.</exception>
    ActorId IdOf(string name);

    /// <summary>The state of one actor. Read it, do not change what it may own.</summary>
    TState StateOf<TState>(ActorId actor);

    /// <summary>The state of one actor in words.</summary>
    string TextOf(ActorId actor);
}

/// <summary>A message on its way.</summary>
public readonly record struct Waiting(Channel Channel, Message Message);
