using ActorVm.Actors;
using ActorVm.Cli.Vectors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>
/// Runs the requests of a vector one after the other with the actors that every scenario uses, and lets the vector's
/// events happen at the points where it says: B before a thread sleeps, F before it takes the free mutex.
/// </summary>
internal sealed class VectorRunner : IChooser
{
    /// <summary>The recording gave up after this many failed tries.</summary>
    private const int SpinLimit = 100_000;
    private const string MallocType = "devbuf";

    private readonly Vector vector;
    private readonly VectorRecorder recorder = new();
    private readonly World world;
    private readonly ActorId queueManager;
    private readonly ActorId kernelMap;
    private readonly ActorId caller;
    private readonly Dictionary<int, ContigGranted> granted = [];
    private readonly VectorEvents events;

    public VectorRunner(Vector vector, KernelRevision revision, bool searchesByRuns = false)
    {
        this.vector = vector;
        var memory = VectorSetUp.Memory(vector);
        (memory.Trace, memory.SearchesByRuns) = (recorder, searchesByRuns);

        var builder = new WorldBuilder();
        builder.AddKernel(new KernelSetUp
        {
            Memory = memory,
            QueueManager = new QueueManagerSettings
            {
                Revision = revision,
                Passes = revision.Passes,
                IsFine = true,
                SpinLimit = SpinLimit,
                VnodeRequeue = vector.Machine.VnodeRequeue,
            },
            PageOuts = recorder,
        });
        var allocator = builder.AddAllocator("allocator", vector.Algorithm == "old", revision);
        caller = builder.Add("caller", new VectorCaller(allocator), default(VectorCallerState));
        world = builder.Build();
        queueManager = world.IdOf(KernelCast.QueueManager);
        kernelMap = world.IdOf(KernelCast.KernelMap);
        recorder.Memory = world.StateOf<QueueManagerState>(queueManager).Memory;
        events = new VectorEvents(vector, world, recorder);
        events.InjectPagerFaults(this);
    }

    /// <summary>One record per executed request; a request that never returns ends the list.</summary>
    public IReadOnlyList<VectorRecord> Run()
    {
        var records = new List<VectorRecord>();
        var before = Violations();
        for (var index = 0; index < vector.Requests.Count; index++)
        {
            recorder.Clear();
            var answer = Call(index) is { } call ? AnswerTo(call, isKernelMapFull: vector.KvaFaults.Contains(index)) : new ContigFreed();
            if (answer is ContigGranted success)
                granted[index] = success;

            records.Add(recorder.Record(answer, world.StateOf<MallocStatisticsState>(world.IdOf(KernelCast.MallocStatistics))));
            NewViolations.AddRange(Violations().Except(before));
            if (answer is ContigHangs or ContigCrashed)
                break;
        }

        return records;
    }

    /// <summary>Invariants of memory that did not hold after a request, but did in the machine the vector describes.</summary>
    public List<string> NewViolations { get; } = [];

    private string[] Violations() =>
        [.. KernelInvariants.Violations(recorder.Memory!, int.MaxValue).Select(violation => violation.Words)];

    private Message AnswerTo(Message call, bool isKernelMapFull)
    {
        world.Tell(kernelMap, new ExhaustKernelMap(isKernelMapFull ? 1 : 0));
        world.Tell(caller, call);
        RunUntilQuiet();
        return world.StateOf<VectorCallerState>(caller).Answer!;
    }

    /// <summary>Events first, then whatever was sent first.</summary>
    public int NextDelivery(Candidates candidates)
    {
        for (var index = 0; index < candidates.Count; index++)
        {
            if (candidates[index].Channel.From == ActorId.Outside)
                return index;
        }

        return candidates.Oldest();
    }

    public int Choose(ActorId actor, in Choice choice) => 0;

    // Null for freeing what was not granted, which does nothing.
    private Message? Call(int index)
    {
        var request = vector.Requests[index];
        if (request.Op == "alloc")
        {
            var flags = request.Flags.Contains("M_ZERO") ? MallocFlags.Zero : MallocFlags.None;
            return new AllocateContig(
                unchecked((long)request.Size), request.Low, request.High, request.Alignment, request.Boundary, flags, MallocType);
        }

        return granted.Remove(request.Ref, out var freed)
            ? new FreeContig(freed.First, freed.KernelAddress, unchecked((long)vector.Requests[request.Ref].Size), MallocType)
            : null;
    }

    private void RunUntilQuiet()
    {
        while (world.Step(this))
        {
            switch (world.Last.Message)
            {
                case ContigAtFreeMutex:
                    events.FireAtFreeMutex(this);
                    break;
                case StartIo:
                    events.FireAtBlock(this);
                    break;
                case ContigSleepsOnPage sleeps:
                    events.FireAtBlock(this);
                    world.Tell(queueManager, new Disturb(DisturbanceKind.EndBusy, sleeps.Page, ObjectId.None, 0));
                    break;
                default:
                    break;
            }
        }
    }
}
