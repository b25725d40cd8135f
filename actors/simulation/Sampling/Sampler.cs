using System.Diagnostics.CodeAnalysis;

namespace ActorVm.Simulation;

/// <summary>Makes run after run as a policy picks them, always from the same start.</summary>
internal sealed class Sampler
{
    private readonly World start;
    private readonly World world;
    private readonly IPolicy policy;
    private readonly ulong seed;
    private readonly PathOptions options;
    private readonly Journal journal;
    private readonly TraceId traceId;
    private readonly Func<ulong> id;
    private readonly Func<IReadOnlyList<Move>> moves;
    private readonly List<Move> recorded = [];
    private ulong lastSeed;

    public Sampler(World start, IPolicy policy, ulong seed, PathOptions options)
    {
        (this.start, this.policy, this.seed, this.options) = (start, policy, seed, options);
        world = start.Fork();
        journal = new Journal(options);
        traceId = new TraceId(start.ActorCount);
        (id, moves) = (() => traceId.Value, Record);
    }

    private int Length => (int)(world.Steps - start.Steps);

    public PathReport Run()
    {
        for (var run = 0L; run < options.MaxRuns && !journal.ShouldStop; run++)
        {
            Begin(run);
            Follow();
            policy.End(world.Steps - start.Steps);
            journal.Deliveries += world.Steps - start.Steps;
            journal.Tell(run / (double)options.MaxRuns);
        }

        return journal.Report(policy.Name, isExhaustive: false, policy.Guarantee(journal.Runs));
    }

    private void Begin(long run)
    {
        world.CopyFrom(start);
        traceId.Clear();
        journal.Begin();
        lastSeed = SeedOf(run);
        policy.Begin(lastSeed);
    }

    private ulong SeedOf(long run) => Fingerprint.Finish(unchecked(seed + (ulong)run * 0x9E3779B97F4A7C15UL));

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an actor throws is a discovery, reported with its trace.")]
    private void Follow()
    {
        try
        {
            if (journal.IsAwake ? FollowAwake() : FollowAsleep())
                journal.End(world, Length, id, moves);
        }
        catch (Exception exception)
        {
            journal.Fail(exception, Length, id, moves);
        }
    }

    // True when the run came to its end.
    private bool FollowAsleep()
    {
        while (world.Step(policy))
        {
            Note();
            if (Length >= options.MaxDepth)
            {
                journal.Cut(Length, id);
                return false;
            }
        }

        return true;
    }

    private bool FollowAwake()
    {
        while (journal.Pass(world, moves) && journal.Heat(world, moves))
        {
            if (!world.Step(policy))
                return true;
            Note();
            if (Length >= options.MaxDepth)
            {
                journal.Cut(Length, id);
                return false;
            }
        }

        journal.Stop(Length, id);
        return false;
    }

    private void Note()
    {
        if (journal.CountsTraces)
            world.AddTo(traceId);
    }

    // Runs are not written down while they are made: the one that matters is made again.
    [SuppressMessage("Design", "CA1031", Justification = "It threw before, so it throws again at the same step.")]
    private List<Move> Record()
    {
        var length = Length;
        recorded.Clear();
        world.CopyFrom(start);
        policy.Begin(lastSeed);
        try
        {
            while (recorded.Count < length && world.Step(policy))
                recorded.Add(world.LastMove);
        }
        catch (Exception)
        {
            recorded.Add(world.LastMove);
        }

        return [.. recorded];
    }
}
