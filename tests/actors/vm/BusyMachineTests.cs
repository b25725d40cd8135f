using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors;

/// <summary>Everybody at once on a machine that is too small, in any order: nothing may break that is not broken in the kernel.</summary>
public sealed class BusyMachineTests
{
    private static readonly AllocateContig Buffer = new(8 << 12, 0, 0xffffffff, 4096, 0, MallocFlags.WaitOk, "devbuf");

    [Theory]
    [InlineData(Pace.Timed, "1.36")]
    [InlineData(Pace.Timed, "mended")]
    [InlineData(Pace.Adversarial, "1.36")]
    [InlineData(Pace.Adversarial, "mended")]
    public void The_invariants_hold_after_every_step_in_whatever_order_things_happen(Pace pace, string revision)
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var machine = Build(pace, isFine: seed % 2 == 0, seed % 3 == 0 ? ContigAlgorithm.Old : ContigAlgorithm.New, KernelRevision.Find(revision)!);
            var world = machine.Build();
            var chooser = new RandomOrder(seed);
            for (var step = 0; step < 3_000 && world.Step(chooser); step++)
            {
                var violations = KernelInvariants.Violations(machine.MemoryIn(world));
                Assert.True(violations.Count == 0, $"seed {seed}, step {step}, {world.Last}: {string.Join("; ", violations)}");
                Assert.Empty(KernelInvariants.ClaimViolations(machine.MemoryIn(world), world.StateOf<AllocatorState>(world.IdOf("allocator/fxp0"))));
                Assert.Null(world.StateOf<QueueManagerState>(machine.QueueManager).Panic);
            }
        }
    }

    [Theory]
    [InlineData(Pace.Timed)]
    [InlineData(Pace.Adversarial)]
    public void A_machine_saved_in_the_middle_of_everything_goes_on_elsewhere_to_the_same_end(Pace pace)
    {
        var (world, elsewhere) = (
            Build(pace, isFine: true, ContigAlgorithm.New, KernelRevision.R136).Build(),
            Build(pace, isFine: true, ContigAlgorithm.New, KernelRevision.R136).Build());
        world.Run(new RandomOrder(5), 2_000);

        elsewhere.Load(world.Save());
        Assert.Null(world.FirstDifference(elsewhere));
        world.Run(new RandomOrder(6), 1_000);
        elsewhere.Run(new RandomOrder(6), 1_000);

        Assert.Null(world.FirstDifference(elsewhere));
        Assert.Equal(world.Fingerprint, elsewhere.Fingerprint);
    }

    private static Machine Build(Pace pace, bool isFine, ContigAlgorithm algorithm, KernelRevision revision)
    {
        var machine = new Machine(
            pages: 192, pace: pace, isTimed: true, revision: revision, isFine: isFine, swapPages: 200, writeErrorsPerMillion: 50_000);
        machine.AddPageDaemon();
        var (heap, other, file) = (
            machine.AddObject(ObjectType.Default, 120), machine.AddObject(ObjectType.Default, 60), machine.AddObject(ObjectType.Vnode, 80));
        machine.AddProgram("x", machine.Program(Plan(TouchPattern.Zipf, new TouchArea(heap, 120), new TouchArea(file, 40))) with
        {
            TouchesPerBatch = 40,
            Think = Duration.FromMilliseconds(1),
            Lock = new ProgramLock(ProgramLockKind.Object, file, Duration.FromMilliseconds(1)),
        });
        machine.AddProgram("cc", machine.Program(Plan(TouchPattern.Uniform, new TouchArea(other, 60))) with
        {
            TouchesPerBatch = 20,
            Think = Duration.FromMilliseconds(1),
            BatchesMax = 40,
            ExitsAfterLastBatch = true,
        });
        var request = new DriverRequest(Buffer) { Repeat = 8, Hold = Duration.FromMilliseconds(30), Every = Duration.FromMilliseconds(20) };
        machine.AddDriver("fxp0", algorithm, request);
        machine.AddDriver("fxp1", ContigAlgorithm.New, request with { At = Duration.FromMilliseconds(7) });
        machine.AddStarting("pagezero", new PageZero(machine.QueueManager, 4, new Duration(5_000)), default);
        machine.AddStarting(
            "interrupts",
            new InterruptAllocator(new InterruptSettings
            {
                QueueManager = machine.QueueManager,
                Object = machine.AddObject(ObjectType.Phys, 0),
                Every = Duration.FromMilliseconds(3),
                Hold = Duration.FromMilliseconds(20),
            }),
            new InterruptState());
        return machine;
    }

    private static TouchPlan Plan(TouchPattern pattern, params TouchArea[] areas) => new([.. areas], pattern, 500_000);
}
