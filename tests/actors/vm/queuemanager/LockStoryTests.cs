using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Queues;

public sealed class LockStoryTests
{
    [Fact]
    public void A_writer_that_waits_for_memory_with_its_vnode_locked_and_contigmalloc_wait_for_each_other_for_ever()
    {
        // H15: nobody frees memory but contigmalloc, which wants the vnode lock to write the file.
        var machine = new Machine();
        var file = machine.AddObject(ObjectType.Vnode, 256);
        var writer = machine.AddProgram("writer", machine.Program(Writing(file, 256)) with
        {
            TouchesPerBatch = 256,
            BatchesMax = 1,
            Lock = new ProgramLock(ProgramLockKind.Vnode, file, default),
        });
        machine.AddDriver("agp0", new DriverRequest(Buffer(pages: 64)) { At = Duration.FromSeconds(1) });
        var world = machine.Build();

        world.Run(new Fifo());

        Assert.Equal(ProgramWait.Memory, world.StateOf<ProgramState>(writer).WaitingOn);
        Assert.Equal(
            [
                "vnode 1 held by program/writer, allocator/agp0 waits",
                "memory: program/writer sleeps, 47 free and cached of 50",
            ],
            LockReport.Describe(
                world.StateOf<QueueManagerState>(machine.QueueManager),
                world.StateOf<VnodePagerState>(machine.VnodePager),
                world.NameOf));
    }

    [Fact]
    public void While_a_writer_is_preempted_with_its_object_locked_contigmalloc_skips_its_pages_and_is_refused()
    {
        // H21, as contigmalloc sees it: every trylock fails.
        Assert.Equal(ContigOutcome.Refused, OutcomeWhileLocked(at: Duration.FromMilliseconds(500)));
        Assert.Equal(ContigOutcome.Granted, OutcomeWhileLocked(at: Duration.FromMilliseconds(1_500)));
    }

    [Fact]
    public void A_page_fault_takes_the_free_page_that_contigmalloc_has_just_looked_at()
    {
        // H14: the fault runs between the check and the claim; the first pass then tries that page again and again.
        var machine = new Machine(pages: 128, pace: Pace.Adversarial, isFine: true);
        var heap = machine.AddObject(ObjectType.Default, 1);
        var program = machine.AddProgram("thief", machine.Program(Writing(heap, 1)) with { TouchesPerBatch = 1, BatchesMax = 1 });
        var driver = machine.AddDriver("fxp0", new DriverRequest(Buffer(pages: 128)));
        var world = machine.Build();
        var allocator = world.IdOf("allocator/fxp0");

        Deliver(world, channel => channel.To != program && channel.From != program, most: 20);
        Assert.Equal(AllocatorWait.Pages, world.StateOf<AllocatorState>(allocator).WaitingOn);
        Deliver(world, channel => channel.To == program || channel.From == program, most: 20);
        world.Run(new Fifo());

        Assert.Equal(ContigOutcome.Spin, world.StateOf<DriverState>(driver).Results[0].Outcome);
        Assert.Equal(ProgramWait.Touches, world.StateOf<ProgramState>(program).WaitingOn); // it needs the mutex to end its fault
        Assert.Equal(
            ["Giant held by allocator/fxp0", "page-queue mutex held by allocator/fxp0, program/thief waits"],
            LockReport.Describe(
                world.StateOf<QueueManagerState>(machine.QueueManager),
                world.StateOf<VnodePagerState>(machine.VnodePager),
                world.NameOf));
    }

    private static void Deliver(World world, Func<Channel, bool> which, int most)
    {
        for (var (candidate, left) = (0, most); left > 0 && candidate < world.Candidates.Count; candidate++)
        {
            if (!which(world.Candidates[candidate].Channel))
                continue;

            world.Deliver(candidate, new Fifo());
            (candidate, left) = (-1, left - 1);
        }
    }

    private static ContigOutcome OutcomeWhileLocked(Duration at)
    {
        var machine = new Machine();
        var file = machine.AddObject(ObjectType.Vnode, 200);
        machine.AddProgram("writer", machine.Program(Writing(file, 200)) with
        {
            TouchesPerBatch = 200,
            BatchesMax = 1,
            Lock = new ProgramLock(ProgramLockKind.Object, file, Duration.FromSeconds(1)),
        });
        var driver = machine.AddDriver("agp0", new DriverRequest(Buffer(pages: 64)) { At = at });
        var world = machine.Build();
        world.Run(new Fifo());
        return world.StateOf<DriverState>(driver).Results[0].Outcome;
    }

    private static AllocateContig Buffer(int pages) => new((long)pages << 12, 0, 0xffffffff, 4096, 0, MallocFlags.NoWait, "devbuf");

    private static TouchPlan Writing(ObjectId id, int pages) =>
        new([new TouchArea(id, pages)], TouchPattern.Sequential, 1_000_000);
}
