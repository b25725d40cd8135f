using System.Collections.Immutable;

using ActorVm.Actors;
using ActorVm.Cli.Vectors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>
/// Orders the passes of a vector from the page daemon that every scenario uses. Events happen while it is in vget or in a
/// file write; the swap writes it starts end when its scan is over.
/// </summary>
internal sealed class DaemonVectorRunner : IChooser
{
    /// <summary>In <c>passes</c>: not a scan, but vm_pageout_page_stats.</summary>
    private const int StatisticsPass = 100;

    private readonly DaemonSetUp setUp;
    private readonly VectorRecorder recorder = new();
    private readonly VectorEvents events;
    private readonly World world;
    private readonly ActorId swapPager;
    private readonly ActorId vnodePager;
    private readonly ActorId bystander;
    private readonly KernelMemory memory;

    public DaemonVectorRunner(Vector vector, DaemonProfile profile)
    {
        setUp = vector.Daemon ?? throw new ArgumentException($"{vector.Id} is not a vector of the page daemon");
        var builder = new WorldBuilder();
        builder.AddKernel(new KernelSetUp
        {
            Memory = VectorSetUp.Memory(vector),
            QueueManager = new QueueManagerSettings
            {
                VnodeRequeue = vector.Machine.VnodeRequeue,
                Daemon = new DaemonSettings { Profile = profile, StartsFileWrites = false },
            },
            AsyncWritesMax = int.MaxValue,
            PageOuts = recorder,
            VnodePager = new VnodePagerState { VgetFailures = VgetFailures(vector) },
        });
        bystander = builder.Reserve("bystander");
        var daemon = builder.AddPageDaemon(peers => peers with
        {
            ProcessTable = bystander,
            Syncer = bystander,
            Swapper = bystander,
            SwapMeter = bystander,
        });
        builder.Add("bystander", new DaemonBystander(daemon, setUp.SwapAvail, setUp.SwapFull != 0), default(DaemonBystanderState));
        world = builder.Build();
        (swapPager, vnodePager) = (world.IdOf(KernelCast.SwapPager), world.IdOf(KernelCast.VnodePager));
        recorder.Memory = memory = world.StateOf<QueueManagerState>(world.IdOf(KernelCast.QueueManager)).Memory;
        events = new VectorEvents(vector, world, recorder);
        events.InjectPagerFaults(this);
    }

    /// <summary>One record a pass.</summary>
    public IReadOnlyList<VectorRecord> Run() => [.. setUp.Passes.Select(Run)];

    /// <summary>Events first, swap writes last, else whatever was sent first.</summary>
    public int NextDelivery(Candidates candidates)
    {
        var best = -1;
        for (var index = 0; index < candidates.Count; index++)
        {
            if (candidates[index].Channel.From == ActorId.Outside)
                return index;

            if (!IsSwapWriteDone(candidates[index]) && (best < 0 || candidates[index].Sent < candidates[best].Sent))
                best = index;
        }

        return best < 0 ? candidates.Oldest() : best;
    }

    public int Choose(ActorId actor, in Choice choice) => 0;

    private VectorRecord Run(int pass)
    {
        recorder.Clear();
        var before = memory.Meter;
        world.Tell(bystander, new RunDaemonPass(pass, IsStatistics: pass == StatisticsPass));
        do
        {
            world.Step(this);
            if (world.Last is { Message: DaemonLocksVnode } || (world.Last.Message is StartIo && world.Last.From == vnodePager))
                events.FireAtBlock(this);
        }
        while (Asked.IsPassUnderWay);

        var scanned = new ScannedMemory(PageLetter.Map(memory), memory.Meter);
        world.Run(this);
        return recorder.Record(pass, before, scanned, Asked);
    }

    private DaemonBystanderState Asked => world.StateOf<DaemonBystanderState>(bystander);

    private bool IsSwapWriteDone(in Candidate candidate) => candidate.Message is IoDone && candidate.Channel.To == swapPager;

    private static ImmutableArray<VgetFailure> VgetFailures(Vector vector) =>
        [.. vector.Objects.Where(each => each.VgetFail != 0).Select(each => new VgetFailure(new ObjectId(each.Id), each.VgetFail))];
}
