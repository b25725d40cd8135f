using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Is shown the actors of a world, each by the type of its state.</summary>
public interface IActorVisitor
{
    void Visit<TState>(ActorId id, string name, IBehaviour<TState> behaviour, TState state);
}
