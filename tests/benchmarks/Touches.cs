using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Benchmarks;

/// <summary>A program alone on a machine with enough memory: what a touch of a resident page costs, and a fault.</summary>
internal static class Touches
{
    private const int Batch = 2_000;
    private const int Rounds = 5;

    public static void Run()
    {
        foreach (var pages in new[] { 16_384, 1 << 20 })
        {
            var reference = Measure.BestRate(20_000_000, Rounds, () => BareArray(pages, 20_000_000));
            Measure.Print($"{pages} pages, bare array of flags, uniform", reference, "touches", reference);
            foreach (var pattern in new[] { TouchPattern.Sequential, TouchPattern.Uniform, TouchPattern.Zipf, TouchPattern.Shifting })
                Run(pages, pattern, reference);
        }
    }

    private static void Run(int pages, TouchPattern pattern, double reference)
    {
        var world = Create(pages, pattern, out var program);
        var faults = Measure.BestRate(pages / 2, 1, () => TouchUntil(world, program, pages / 2));
        var touched = world.StateOf<ProgramState>(program).Counters.Touches;
        var rate = Measure.BestRate(5_000_000, Rounds, () => TouchUntil(world, program, touched += 5_000_000));
        Measure.Print($"{pages} pages, {pattern}", rate, "touches", reference);
        if (pattern == TouchPattern.Sequential)
            Measure.Print($"{pages} pages, first touches", faults, "faults");
    }

    private static World Create(int pages, TouchPattern pattern, out ActorId program)
    {
        var memory = new KernelMemory([new MemorySegment(0, pages)], 32) { Thresholds = VmThresholds.Compute(pages, pages, 32) };
        var heap = memory.AddObject(new VmObject { Type = ObjectType.Default, Size = pages / 2, RefCount = 1 });
        var builder = new WorldBuilder();
        var queueManager = builder.Add("queue-manager", new QueueManager(new QueueManagerSettings()), new QueueManagerState(memory));
        var settings = new ProgramSettings
        {
            Plan = new TouchPlan([new TouchArea(heap, pages / 2)], pattern, 500_000, pages / 8),
            TouchesPerBatch = Batch,
            QueueManager = queueManager,
            SwapPager = queueManager,
            VnodePager = queueManager,
        };
        program = builder.Add("program", new RunningProgram(settings), default(ProgramState));
        var world = builder.Build();
        world.Tell(program, new Start());
        return world;
    }

    private static void TouchUntil(World world, ActorId program, long touches)
    {
        var chooser = new RandomOrder(1);
        while (world.StateOf<ProgramState>(program).Counters.Touches < touches)
            world.Step(chooser);
    }

    private static void BareArray(int pages, int touches)
    {
        var flags = new byte[pages / 2];
        var random = new SplitMix64(1);
        for (var touch = 0; touch < touches; touch++)
        {
            var bits = random.Next();
            flags[(int)((bits >> 32) * (ulong)flags.Length >> 32)] |= (byte)((bits & 1) == 0 ? 1 : 3);
        }
    }
}
