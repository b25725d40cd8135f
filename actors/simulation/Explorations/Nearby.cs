namespace ActorVm.Simulation;

/// <summary>
/// All runs that are a few reversals away from one: a reversal turns round two deliveries to the same receiver of which
/// neither came about through the other. What follows comes in the order it had, as far as it still can, and then the oldest
/// first.
/// </summary>
/// <remarks>Runs that do not end are as long as <see cref="PathOptions.MaxDepth"/> says. A trace is looked at once for each number of reversals that are left; many pairs of reversals lead to the same one.</remarks>
internal sealed class Nearby
{
    private readonly World start;
    private readonly PathOptions options;
    private readonly Journal journal;
    private readonly World world;
    private readonly TraceId trace;
    private readonly bool looksBack;
    private readonly SortedDictionary<ulong, int> leftAt = [];
    private List<Move> made = [];

    public Nearby(World start, PathOptions options)
    {
        (this.start, this.options) = (start, options);
        journal = new Journal(options);
        world = start.Fork();
        trace = new TraceId(start.ActorCount);
        looksBack = options.Properties.Any(property => property.LooksBack);
    }

    public PathReport Run(IReadOnlyList<Move> moves, int within)
    {
        if (Make(moves, from: 0) is { } id)
            Turn(id, made, within);
        return journal.Report($"within {within}", isExhaustive: !journal.ShouldStop);
    }

    private void Turn(ulong id, List<Move> moves, int left)
    {
        if (left == 0 || (leftAt.TryGetValue(id, out var before) && before >= left))
            return;
        leftAt[id] = left;
        var causes = new Causes(start, moves);
        var beginning = looksBack ? null : new Beginning(start);
        for (var first = 0; first < moves.Count && !journal.ShouldStop; first++)
        {
            if (causes.RacesWith(first) is not (> 0 and var second))
                continue;
            beginning?.GoTo(moves, first);
            if (Make(causes.Turned(first, second), first, beginning) is { } turned)
                Turn(turned, made, left - 1);
        }
    }

    // The trace of the run; null when something went wrong in it, or when it is known already.
    private ulong? Make(IReadOnlyList<Move> moves, int from, Beginning? before = null)
    {
        world.CopyFrom(before?.World ?? start);
        trace.Clear();
        if (before is not null)
            trace.CopyFrom(before.Trace);
        journal.Begin();
        made = [.. moves.Take(before?.Length ?? 0)];
        var isOver = !Look(from);
        foreach (var move in moves.Skip(made.Count))
        {
            if (!isOver && Replayer.Find(world, move.Channel, move.Sequence) >= 0)
                isOver = !Step(move, from);
        }

        while (!isOver && made.Count < options.MaxDepth && world.Advance())
        {
            var oldest = world.Candidates[world.Candidates.Oldest()];
            isOver = !Step(new Move(oldest.Channel, oldest.Sequence, []), from);
        }

        if (isOver)
            return null;
        if (world.IsQuiescent)
            journal.End(world, made.Count, () => trace.Value, () => [.. made]);
        else
            journal.Stop(made.Count, () => trace.Value);
        return trace.Value;
    }

    private bool Step(Move move, int from)
    {
        Replayer.TryStep(world, move, out var thrown);
        made.Add(world.LastMove);
        world.AddTo(trace);
        journal.Deliveries++;
        if (thrown is not null)
        {
            journal.Fail(thrown, made.Count, () => trace.Value, () => [.. made]);
            return false;
        }

        return Look(from);
    }

    // What lies before the first change was looked at in the run it comes from.
    private bool Look(int from)
    {
        if ((made.Count < from && !looksBack) || (journal.Pass(world, () => [.. made]) && journal.Heat(world, () => [.. made])))
            return true;
        journal.Stop(made.Count, () => trace.Value);
        return false;
    }

    /// <summary>What the runs that turn off later have in common. Whoever looks back must see it again in each of them.</summary>
    private sealed class Beginning(World start)
    {
        public World World { get; } = start.Fork();

        public TraceId Trace { get; } = new(start.ActorCount);

        public int Length { get; private set; }

        public void GoTo(List<Move> moves, int length)
        {
            for (; Length < length; Length++)
            {
                Replayer.TryStep(World, moves[Length], out _);
                World.AddTo(Trace);
            }
        }
    }

    /// <summary>What had to happen before what in a run: by messages, and by what each actor did before.</summary>
    private sealed class Causes
    {
        private readonly IReadOnlyList<Move> moves;
        private readonly int[] next;
        private readonly int[] senders;
        private readonly int[][] clocks;
        private readonly int[] places;

        public Causes(World start, IReadOnlyList<Move> moves)
        {
            this.moves = moves;
            senders = CausalOrder.Senders(start, moves);
            (next, places, clocks) = (new int[moves.Count], new int[moves.Count], new int[moves.Count][]);
            var lastAt = new int[start.ActorCount];
            Array.Fill(lastAt, -1);
            for (var step = 0; step < moves.Count; step++)
            {
                var receiver = moves[step].Channel.To.Number;
                var previous = lastAt[receiver];
                clocks[step] = Joined(start.ActorCount, previous, senders[step]);
                places[step] = ++clocks[step][receiver];
                if (previous >= 0)
                    next[previous] = step;
                lastAt[receiver] = step;
            }
        }

        /// <summary>The next delivery at the same receiver, if the two could have come the other way round; else 0.</summary>
        public int RacesWith(int first)
        {
            var second = next[first];
            var canTurn = second > 0 && moves[first].Channel != moves[second].Channel && (senders[second] < 0 || !IsAfter(senders[second], first));
            return canTurn ? second : 0;
        }

        /// <summary>The second comes first, with all that it needs; then the first, and what came of it.</summary>
        public IReadOnlyList<Move> Turned(int first, int second)
        {
            var between = Enumerable.Range(first + 1, second - first - 1).ToArray();
            return
            [
                .. moves.Take(first),
                .. between.Where(step => !IsAfter(step, first)).Select(step => moves[step]),
                moves[second],
                moves[first],
                .. between.Where(step => IsAfter(step, first)).Select(step => moves[step]),
                .. moves.Skip(second + 1),
            ];
        }

        private bool IsAfter(int step, int cause) => clocks[step][moves[cause].Channel.To.Number] >= places[cause];

        private int[] Joined(int actors, int previous, int sender)
        {
            var clock = previous >= 0 ? [.. clocks[previous]] : new int[actors];
            for (var actor = 0; sender >= 0 && actor < actors; actor++)
                clock[actor] = Math.Max(clock[actor], clocks[sender][actor]);
            return clock;
        }
    }
}
