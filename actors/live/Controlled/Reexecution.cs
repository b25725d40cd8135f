using ActorVm.Simulation;

namespace ActorVm.Live;

/// <summary>Depth first, without going back: each run follows the last one to its last open choice and takes the next way there.</summary>
internal sealed class Reexecution(ControlledSystem system, PathOptions options, bool sleeps)
{
    private readonly ControlledRun run = new(system, options);
    private readonly List<Fork> forks = [];

    public PathReport Run(string strategy)
    {
        var isDone = false;
        while (!isDone && !run.Journal.ShouldStop)
        {
            FollowOne();
            isDone = !TakeNextWay();
        }

        return run.Journal.Report(strategy, isExhaustive: isDone);
    }

    private void FollowOne()
    {
        run.Begin();
        while (run.GoesOn)
        {
            var depth = run.Length;
            if (depth == forks.Count)
            {
                forks.Add(ForkHere(depth));
                if (!forks[depth].TakeNext())
                {
                    run.Journal.Blocked++;
                    return;
                }
            }

            var fork = forks[depth];
            run.Step(fork.Find(system), ControlledExplorer.Again(fork.Choices), isKnown: depth < forks.Count - 1);
            fork.Made(system.LastChoices);
        }

        run.End();
    }

    private Fork ForkHere(int depth) => new(
        [.. Enumerable.Range(0, system.Count).Select(index => system.Describe(index).Channel)],
        sleeps && depth > 0 ? forks[depth - 1].AsleepAfter() : []);

    private bool TakeNextWay()
    {
        while (forks.Count > 0 && !forks[^1].TakeNext())
            forks.RemoveAt(forks.Count - 1);
        return forks.Count > 0;
    }

    /// <summary>A situation on the way, and which of its messages have been tried, in which ways of their receivers' choices.</summary>
    private sealed class Fork(Channel[] channels, Channel[] asleep)
    {
        private readonly List<(int Answer, int Alternatives)> made = [];
        private int taken = -1;

        /// <summary>How the choices of the step taken are to fall.</summary>
        public int[] Choices { get; private set; } = [];

        public void Made(IReadOnlyList<(int Answer, int Alternatives)> choices)
        {
            made.Clear();
            made.AddRange(choices);
        }

        public bool TakeNext()
        {
            var last = made.FindLastIndex(choice => choice.Answer + 1 < choice.Alternatives);
            Choices = last < 0 ? [] : [.. made.Take(last).Select(choice => choice.Answer), made[last].Answer + 1];
            made.Clear();
            if (last >= 0)
                return true;
            do
                taken++;
            while (taken < channels.Length && asleep.Contains(channels[taken]));
            return taken < channels.Length;
        }

        /// <summary>What was tried here, or slept, and has another receiver, need not be tried after the step taken: it would be the same trace.</summary>
        public Channel[] AsleepAfter() =>
            [.. asleep.Concat(channels.Take(taken)).Distinct().Where(channel => channel.To != channels[taken].To)];

        public int Find(ControlledSystem system)
        {
            var isSame = system.Count == channels.Length && Enumerable.Range(0, system.Count).All(index => system.Describe(index).Channel == channels[index]);
            return isSame ? taken : throw new EscapedWorkException(
                ["the same choices led to another situation: an actor looks at a clock, at chance, or at something outside its system"]);
        }
    }
}
