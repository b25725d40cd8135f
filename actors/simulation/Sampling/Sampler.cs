using System.Diagnostics.CodeAnalysis;

namespace ActorVm.Simulation;

/// <summary>Makes run after run as a policy picks them, always from the same start.</summary>
internal sealed class Sampler : Exploration
{
    private const long StepsToMeasure = 100_000;

    private readonly World world;
    private readonly IPolicy policy;
    private readonly ulong seed;
    private readonly FairTail tail;
    private readonly IChooser chooser;
    private readonly TraceId traceId;
    private readonly Func<ulong> id;
    private readonly Func<IReadOnlyList<Move>> moves;
    private readonly Func<double> portion;
    private readonly List<Move> recorded = [];
    private long run;
    private ulong lastSeed;

    public Sampler(World start, IPolicy policy, ulong seed, PathOptions options, long firstRun = 0)
        : base(start, options)
    {
        (this.policy, this.seed, run) = (policy, seed, firstRun);
        world = start.Fork();
        tail = new FairTail(policy, start.Steps);
        chooser = Journal.HasHeat ? tail : policy;
        traceId = new TraceId(start.ActorCount);
        (id, moves, portion) = (() => traceId.Value, Record, () => Journal.Runs / (double)Options.MaxRuns);
    }

    public override PathReport Report => Journal.Report(policy.Name, isExhaustive: false, guarantee: policy.Guarantee(Journal.Runs));

    private protected override SavedKind Kind => SavedKind.Samples;

    private int Length => (int)(world.Steps - StartOf.Steps);

    /// <summary>A sampler with the policy and the seed that were saved.</summary>
    public static Sampler Begin(World start, PathOptions options, ref ByteReader reader) =>
        new(start, Policies.Parse(Codec<string?>.Default.Read(ref reader)!), reader.Read<ulong>(), options);

    private protected override void SaveHead(ByteWriter writer)
    {
        Codec<string?>.Default.Write(writer, policy.Name);
        writer.Write(seed);
    }

    private protected override void Save(ByteWriter writer)
    {
        writer.Write(run);
        policy.Save(writer);
    }

    private protected override void Load(ref ByteReader reader)
    {
        run = reader.Read<long>();
        policy.Load(ref reader);
    }

    private protected override bool TryGoOn()
    {
        if (Journal.Runs == 0)
            Measure();
        Begin(run++);
        Follow();
        policy.End(Length);
        Journal.Deliveries += Length;
        Journal.Tell(portion);
        return true;
    }

    // The same runs whatever the seed and the first run are: so several processes can share the runs of one seed.
    private void Measure()
    {
        var (longest, all, random) = (0L, 0L, new RandomOrder(0));
        for (var number = 0; number < policy.RunsToMeasure && all < StepsToMeasure; number++)
        {
            world.CopyFrom(StartOf);
            random.Begin(SeedOf(number, 0));
            Walk(random);
            longest = Math.Max(longest, Length);
            all += Length;
        }

        policy.Expect(longest);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Only the length counts here; what was thrown will be met again.")]
    private void Walk(RandomOrder random)
    {
        try
        {
            world.Run(random, Math.Min(Options.MaxDepth, StepsToMeasure));
        }
        catch (Exception)
        {
        }
    }

    private void Begin(long number)
    {
        world.CopyFrom(StartOf);
        traceId.Clear();
        Journal.Begin();
        lastSeed = SeedOf(number, seed);
        BeginPolicy();
    }

    private void BeginPolicy()
    {
        if (Journal.HasHeat)
            tail.Begin(lastSeed, Options.FairAfter);
        else
            policy.Begin(lastSeed);
    }

    private static ulong SeedOf(long number, ulong seed) => Fingerprint.Finish(unchecked(seed + (ulong)number * 0x9E3779B97F4A7C15UL));

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an actor throws is a discovery, reported with its trace.")]
    private void Follow()
    {
        try
        {
            if (Journal.IsAwake ? FollowAwake() : FollowAsleep())
                Journal.End(world, Length, id, moves);
        }
        catch (Exception exception)
        {
            Journal.Fail(exception, Length, id, moves);
        }
    }

    // True when the run came to its end.
    private bool FollowAsleep()
    {
        while (world.Step(chooser))
        {
            Note();
            if (Length >= Options.MaxDepth)
            {
                Journal.Cut(Length, id);
                return false;
            }
        }

        return true;
    }

    private bool FollowAwake()
    {
        while (Journal.Pass(world, moves) && (!tail.IsFairAt(world.Steps) || Journal.Heat(world, moves)))
        {
            if (!world.Step(chooser))
                return true;
            Note();
            if (Length >= Options.MaxDepth)
            {
                Journal.Cut(Length, id);
                return false;
            }
        }

        Journal.Stop(Length, id);
        return false;
    }

    private void Note()
    {
        if (Journal.CountsTraces)
            world.AddTo(traceId);
    }

    // Runs are not written down while they are made: the one that matters is made again.
    [SuppressMessage("Design", "CA1031", Justification = "It threw before, so it throws again at the same step.")]
    private List<Move> Record()
    {
        var length = Length;
        recorded.Clear();
        world.CopyFrom(StartOf);
        BeginPolicy();
        try
        {
            while (recorded.Count < length && world.Step(chooser))
                recorded.Add(world.LastMove);
        }
        catch (Exception)
        {
            recorded.Add(world.LastMove);
        }

        return [.. recorded];
    }
}
