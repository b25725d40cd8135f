using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>One actor of a world: its behaviour and its state, kept as what it is, never boxed.</summary>
internal abstract class ActorCell
{
    public abstract Type StateType { get; }

    /// <summary>The behaviour, if it knows of messages that commute.</summary>
    public abstract ICommuting? Commuting { get; }

    public abstract void Receive(in Envelope envelope, IOutbox outbox);

    public abstract ActorCell Fork();

    public abstract void CopyFrom(ActorCell other);

    public abstract void Write(ByteWriter writer);

    public abstract void Read(ref ByteReader reader);

    public abstract string? Difference(ActorCell actual);

    public abstract string Text { get; }

    public abstract void Show(ActorId id, string name, IActorVisitor visitor);

    /// <summary>An empty shelf for the states of this actor.</summary>
    public abstract Shelf Shelve();
}

/// <summary>An actor whose state is a value: a copy is an assignment.</summary>
internal class ActorCell<TState>(IBehaviour<TState> behaviour, TState state) : ActorCell
{
    private TState state = state;

    public override Type StateType => typeof(TState);

    public override ICommuting? Commuting => behaviour as ICommuting;

    public override string Text => state?.ToString() ?? "nothing";

    public IBehaviour<TState> Behaviour => behaviour;

    public ref TState State => ref state;

    public override void Receive(in Envelope envelope, IOutbox outbox) =>
        state = behaviour.Receive(state, envelope, outbox);

    public override ActorCell Fork() => new ActorCell<TState>(behaviour, state);

    public override void CopyFrom(ActorCell other) => state = ((ActorCell<TState>)other).state;

    public override void Write(ByteWriter writer) => Codec<TState>.Default.Write(writer, state);

    public override void Read(ref ByteReader reader) => state = Codec<TState>.Default.Read(ref reader);

    public override string? Difference(ActorCell actual) =>
        Simulation.Difference.First(state, ((ActorCell<TState>)actual).state);

    public override void Show(ActorId id, string name, IActorVisitor visitor) => visitor.Visit(id, name, behaviour, state);

    public override Shelf Shelve() => Shelf<TState>.Create(behaviour, fork: null);

    public static ActorCell Create(IBehaviour<TState> behaviour, TState initial) =>
        typeof(IForkable<TState>).IsAssignableFrom(typeof(TState))
            ? (ActorCell)Activator.CreateInstance(typeof(ForkableCell<>).MakeGenericType(typeof(TState)), behaviour, initial)!
            : new ActorCell<TState>(behaviour, initial);
}

/// <summary>An actor whose state owns something and forks it.</summary>
internal sealed class ForkableCell<TState>(IBehaviour<TState> behaviour, TState state) : ActorCell<TState>(behaviour, state)
    where TState : IForkable<TState>
{
    public override ActorCell Fork() => new ForkableCell<TState>(Behaviour, State.Fork());

    public override Shelf Shelve() => Shelf<TState>.Create(Behaviour, state => state.Fork());

    public override void CopyFrom(ActorCell other) => State = ((ActorCell<TState>)other).State.Fork();
}
