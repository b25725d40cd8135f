using ActorVm.Messages;

namespace ActorVm.Simulation;

/// <summary>States of any shape: told apart by the bytes that their codec writes.</summary>
internal sealed class EncodedShelf<TState>(IBehaviour<TState> behaviour, Func<TState, TState>? fork) : Shelf<TState>(behaviour, fork)
{
    private readonly Interner interner = new();
    private volatile TState[] states = new TState[16];

    public override int Count => interner.Count;

    public override long Bytes => interner.Bytes;

    public override TState this[int number] => states[number];

    protected override Stage<TState> StageFor(IBehaviour<TState> behaviour, Func<TState, TState>? fork) => new EncodedStage(this, behaviour, fork);

    private int Intern(in TState state, ReadOnlySpan<byte> bytes)
    {
        var hash = Interner.Hash(bytes);
        var found = interner.Find(bytes, hash);
        return found >= 0 ? found : Add(state, bytes, hash);
    }

    private int Add(in TState state, ReadOnlySpan<byte> bytes, ulong hash)
    {
        lock (interner)
        {
            var found = interner.Find(bytes, hash);
            if (found >= 0)
                return found;

            var number = interner.Count;
            var known = states;
            if (number == known.Length)
                Array.Resize(ref known, 2 * number);
            known[number] = state;
            states = known;
            return interner.Add(bytes, hash);
        }
    }

    private sealed class EncodedStage(EncodedShelf<TState> shelf, IBehaviour<TState> behaviour, Func<TState, TState>? fork)
        : Stage<TState>(shelf, behaviour, fork)
    {
        private readonly ByteWriter scratch = new();
        private readonly List<int> numbers = [];

        public override int Count => numbers.Count;

        public override int Put(in TState state)
        {
            scratch.Clear();
            Codec<TState>.Default.Write(scratch, state);
            numbers.Add(shelf.Intern(state, scratch.Written));
            return numbers.Count - 1;
        }

        protected override void PutKnown(int number) => numbers.Add(number);

        public override void Number(Span<int> kept) => numbers.CopyTo(kept);

        public override void Clear() => numbers.Clear();
    }
}
