using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Every state that one actor was seen in, by number.</summary>
internal abstract class Shelf
{
    public abstract int Count { get; }

    public abstract long Bytes { get; }

    public abstract string TextOf(int number);

    /// <summary>Gives the number of the state that the cell of a world is in.</summary>
    public abstract int Intern(ActorCell cell);

    /// <summary>Writes every state, in the order of their numbers.</summary>
    public abstract void Save(ByteWriter writer);

    public abstract void Load(ref ByteReader reader);

    /// <summary>A place to run the actor's code. Each thread has its own.</summary>
    public abstract Stage Stage();
}

internal abstract class Shelf<TState>(IBehaviour<TState> behaviour, Func<TState, TState>? fork) : Shelf
{
    public abstract TState this[int number] { get; }

    public override string TextOf(int number) => this[number]?.ToString() ?? "nothing";

    public override int Intern(ActorCell cell)
    {
        var state = ((ActorCell<TState>)cell).State;
        var stage = StageFor(behaviour, fork);
        stage.Put(fork is null ? state : fork(state));
        return stage.NumberOfOne();
    }

    public override Stage Stage() => StageFor(behaviour, fork);

    public override void Save(ByteWriter writer)
    {
        writer.Write(Count);
        for (var number = 0; number < Count; number++)
            Codec<TState>.Default.Write(writer, this[number]);
    }

    public override void Load(ref ByteReader reader)
    {
        var stage = StageFor(behaviour, fork);
        for (var (number, count) = (0, reader.Read<int>()); number < count; number++)
        {
            stage.Clear();
            stage.Put(Codec<TState>.Default.Read(ref reader));
            Catalogue.Expect(number, stage.NumberOfOne());
        }
    }

    protected abstract Stage<TState> StageFor(IBehaviour<TState> behaviour, Func<TState, TState>? fork);

    /// <summary>Chooses the kind of shelf that fits the type.</summary>
    public static Shelf Create(IBehaviour<TState> behaviour, Func<TState, TState>? fork)
    {
        if (fork is not null || !PlainShape.IsPlain(typeof(TState)))
            return new EncodedShelf<TState>(behaviour, fork);
        return (Shelf)Activator.CreateInstance(typeof(PlainShelf<>).MakeGenericType(typeof(TState)), behaviour)!;
    }
}

/// <summary>
/// Runs an actor's code and keeps the states it comes to until their numbers are asked for: the index has time to look
/// for all of them at once.
/// </summary>
internal abstract class Stage
{
    /// <summary>States that are kept.</summary>
    public abstract int Count { get; }

    /// <summary>Only this state is kept, and the next runs go out from it.</summary>
    public abstract void Begin(int state);

    /// <summary>The actor's code, from the state it begins with.</summary>
    /// <returns>Where among those that are kept the state stands that it came to; 0 is the one it began with.</returns>
    public abstract int Receive(in Envelope envelope, IOutbox outbox);

    /// <summary>The numbers of the states that are kept, in that order.</summary>
    public abstract void Number(Span<int> numbers);

    /// <summary>Keeps nothing.</summary>
    public abstract void Clear();

    public int NumberOfOne()
    {
        var number = 0;
        Number(new Span<int>(ref number));
        return number;
    }
}

internal abstract class Stage<TState>(Shelf<TState> shelf, IBehaviour<TState> behaviour, Func<TState, TState>? fork) : Stage
{
    private TState begin = default!;

    public override void Begin(int state)
    {
        Clear();
        begin = shelf[state];
        PutKnown(state);
    }

    public override int Receive(in Envelope envelope, IOutbox outbox) =>
        Put(behaviour.Receive(fork is null ? begin : fork(begin), envelope, outbox));

    /// <returns>Where among those that are kept it stands.</returns>
    public abstract int Put(in TState state);

    /// <summary>Keeps a state whose number is known, as the first.</summary>
    protected abstract void PutKnown(int number);
}
