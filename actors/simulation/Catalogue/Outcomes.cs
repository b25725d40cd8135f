namespace ActorVm.Simulation;

/// <summary>The ways one delivery can go, one for each way its choices can fall; those that send the same stand together.</summary>
internal readonly ref struct Outcomes(ReadOnlySpan<int> code)
{
    // A list of groups: length, length of the effects, length of each way, the effects, then the ways. A way is the next
    // state of the receiver (negative: it failed) and the choices made.
    private const int Header = 3;

    private readonly ReadOnlySpan<int> code = code;

    public Enumerator GetEnumerator() => new(code);

    /// <summary>One of the ways, counted from 0, and how many there are.</summary>
    public Outcome At(int way, out int ways)
    {
        var found = default(Outcome);
        ways = 0;
        foreach (var group in this)
        {
            if (way >= ways && way < ways + group.Ways)
                found = new Outcome(group, way - ways);
            ways += group.Ways;
        }

        return found;
    }

    public ref struct Enumerator(ReadOnlySpan<int> code)
    {
        private ReadOnlySpan<int> rest = code;
        private ReadOnlySpan<int> current;

        public readonly Group Current => new(current);

        public bool MoveNext()
        {
            if (rest.IsEmpty)
                return false;
            current = rest[..rest[0]];
            rest = rest[rest[0]..];
            return true;
        }
    }

    /// <summary>Ways that send the same, after as many choices.</summary>
    public readonly ref struct Group(ReadOnlySpan<int> code)
    {
        private readonly ReadOnlySpan<int> ways = code[(Header + code[1])..];
        private readonly int stride = code[2];

        /// <summary>Pairs of a channel and the message put into it (0: the channel is emptied).</summary>
        public ReadOnlySpan<int> Effects { get; } = code.Slice(Header, code[1]);

        public int Ways => ways.Length / stride;

        public bool HasChoices => stride > 1;

        /// <summary>The receiver's next state; negative when it threw.</summary>
        public int StateAfter(int way) => ways[way * stride];

        public ReadOnlySpan<int> ChoicesOf(int way) => ways.Slice(way * stride + 1, stride - 1);
    }

    /// <summary>Writes outcomes down, way by way.</summary>
    public sealed class Writer
    {
        private int[] code = new int[256];
        private int used;
        private int group = -1;
        private int way;

        public ReadOnlySpan<int> Written => code.AsSpan(0, used);

        public void Clear() => (used, group) = (0, -1);

        /// <summary>From here on effects are written, then the way they belong to.</summary>
        public void Begin()
        {
            way = used;
            MakeRoom(Header);
            used += Header;
        }

        /// <summary>What was sent since <see cref="Begin"/> does not count.</summary>
        public void TakeBack() => used = way + Header;

        public void Add(int channel, int message)
        {
            MakeRoom(2);
            code[used] = channel;
            code[used + 1] = message;
            used += 2;
        }

        public void End(int state, ReadOnlySpan<int> choices)
        {
            if (group >= 0 && code[group + 2] == choices.Length + 1 && SendsAsGroup())
                used = way;
            else
                BeginGroup(choices.Length + 1);
            MakeRoom(choices.Length + 1);
            code[used++] = state;
            foreach (var choice in choices)
                code[used++] = choice;
            code[group] = used - group;
        }

        /// <summary>Puts other numbers in the place of the states that were written.</summary>
        public void Renumber(ReadOnlySpan<int> numbers)
        {
            for (var at = 0; at < used; at += code[at])
            {
                for (var place = at + Header + code[at + 1]; place < at + code[at]; place += code[at + 2])
                {
                    if (code[place] >= 0)
                        code[place] = numbers[code[place]];
                }
            }
        }

        private bool SendsAsGroup()
        {
            var effects = code.AsSpan(way + Header, used - way - Header);
            return effects.SequenceEqual(code.AsSpan(group + Header, code[group + 1]));
        }

        private void BeginGroup(int stride)
        {
            group = way;
            code[group + 1] = used - way - Header;
            code[group + 2] = stride;
        }

        private void MakeRoom(int count)
        {
            if (used + count > code.Length)
                Array.Resize(ref code, Math.Max(used + count, 2 * code.Length));
        }
    }
}

/// <summary>What one delivery did, one of the ways it can go.</summary>
internal readonly ref struct Outcome(Outcomes.Group group, int way)
{
    /// <summary>The receiver's next state; negative when it threw.</summary>
    public int State { get; } = group.StateAfter(way);

    public ReadOnlySpan<int> Choices { get; } = group.ChoicesOf(way);

    /// <summary>Pairs of a channel and the message put into it (0: the channel is emptied).</summary>
    public ReadOnlySpan<int> Effects { get; } = group.Effects;
}
