using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>Every state that one actor was seen in, by number.</summary>
internal abstract class Shelf
{
    protected Interner Interner { get; } = new();

    public int Count => Interner.Count;

    public long Bytes => Interner.Bytes;

    /// <summary>The actor's code, from one numbered state to another.</summary>
    public abstract int Receive(int state, in Envelope envelope, IOutbox outbox, ByteWriter scratch);

    public abstract string TextOf(int number);

    /// <summary>Gives the number of the state that the cell of a world is in.</summary>
    public abstract int Intern(ActorCell cell);
}

internal sealed class Shelf<TState>(IBehaviour<TState> behaviour, Func<TState, TState>? fork) : Shelf
{
    private volatile TState[] states = new TState[16];

    public TState this[int number] => states[number];

    public override string TextOf(int number) => states[number]?.ToString() ?? "nothing";

    public override int Receive(int state, in Envelope envelope, IOutbox outbox, ByteWriter scratch)
    {
        var self = states[state];
        if (fork is not null)
            self = fork(self);
        return Intern(behaviour.Receive(self, envelope, outbox), scratch);
    }

    public override int Intern(ActorCell cell)
    {
        var state = ((ActorCell<TState>)cell).State;
        return Intern(fork is null ? state : fork(state), new ByteWriter());
    }

    private int Intern(in TState state, ByteWriter scratch)
    {
        scratch.Clear();
        Codec<TState>.Default.Write(scratch, state);
        var hash = Interner.Hash(scratch.Written);
        var found = Interner.Find(scratch.Written, hash);
        return found >= 0 ? found : Add(state, scratch.Written, hash);
    }

    private int Add(in TState state, ReadOnlySpan<byte> bytes, ulong hash)
    {
        lock (Interner)
        {
            var found = Interner.Find(bytes, hash);
            if (found >= 0)
                return found;

            var number = Interner.Count;
            var known = states;
            if (number == known.Length)
                Array.Resize(ref known, 2 * number);
            known[number] = state;
            states = known;
            return Interner.Add(bytes, hash);
        }
    }
}
