using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Invariants;

public sealed class KernelInvariantsTests
{
    private readonly Bench bench = new(pages: 64);

    [Fact]
    public void Nothing_is_wrong_with_memory_after_boot_and_after_all_kinds_of_movements()
    {
        Assert.Empty(KernelInvariants.Violations(bench.Memory));
        var heap = bench.AddObject(ObjectType.Swap, 8);
        for (var offset = 0; offset < 6; offset++)
            bench.AddResident(heap, offset);

        bench.Memory.Deactivate(At(heap, 0));
        bench.Memory.Cache(At(heap, 1));
        bench.Memory.Wire(At(heap, 2));
        bench.Memory.Hold(At(heap, 3));
        bench.Memory.Free(At(heap, 3));
        bench.Memory.PutZeroed(bench.Memory.TakeUnzeroed(1));

        Assert.Empty(KernelInvariants.Violations(bench.Memory));
    }

    [Fact]
    public void A_counter_that_was_forgotten_is_told_with_both_numbers()
    {
        bench.Memory.ChangeMeter(meter => meter with { FreeCount = 63, WireCount = 1 });

        Assert.Equal(
            [
                "queue-lengths: v_free_count is 63, but FREE has 64 pages",
                "wire-counts: v_wire_count is 1, but 0 pages are wired",
                "conservation: free 63 + cache 0 + inactive 0 + active and hold 0 + none 0 = 63, but there are 64 pages",
            ],
            Words());
    }

    [Fact]
    public void A_page_whose_queue_was_only_written_down_is_on_the_wrong_one()
    {
        var heap = bench.AddObject(ObjectType.Swap, 1);
        var page = bench.AddResident(heap, 0);
        bench.Memory[page] = bench.Memory[page] with { Queue = PageQueue.Inactive };

        Assert.Equal(["one-home-per-page: page 0 is on ACTIVE, but says it is on INACTIVE"], Words());
    }

    [Fact]
    public void A_free_page_that_has_an_owner_or_was_written_is_told()
    {
        var heap = bench.AddObject(ObjectType.Swap, 1);
        bench.Memory.InsertInObject(new PageIndex(5), heap, 0);
        bench.Memory[new PageIndex(6)] = bench.Memory[new PageIndex(6)].WithPmap(PmapFlags.Modified);

        Assert.Equal(
            [
                "free-pages-have-no-owner: page 5 is free, but belongs to object 0",
                "free-pages-have-no-owner: page 6 is free, but dirty",
            ],
            Words());
    }

    [Fact]
    public void A_cached_page_that_is_written_is_told()
    {
        var heap = bench.AddObject(ObjectType.Swap, 1);
        var page = bench.AddResident(heap, 0);
        bench.Memory.Cache(page);
        bench.Memory[page] = bench.Memory[page] with { Dirty = PageState.AllBits };

        Assert.Equal(["cache-pages-are-clean: page 0 is cached, but dirty"], Words());
    }

    [Fact]
    public void A_claimed_page_that_nobody_remembers_is_lost_unless_it_is_in_flight()
    {
        var (page, other) = (new PageIndex(9), new PageIndex(10));
        Assert.True(ContigSearch.TryClaim(bench.Memory, page, "test"));
        Assert.True(ContigSearch.TryClaim(bench.Memory, other, "test"));

        Assert.Empty(Words());
        Assert.Equal([page, other], KernelInvariants.LostPages(bench.Memory));
        Assert.Equal([other], KernelInvariants.LostPages(bench.Memory, [page]));
    }

    [Fact]
    public void Hold_after_every_step_of_a_busy_machine_and_pages_claimed_meanwhile_are_known()
    {
        var machine = new Machine(isTimed: true);
        var heap = machine.AddObject(ObjectType.Default, 150);
        var file = machine.AddObject(ObjectType.Vnode, 50);
        var plan = new TouchPlan([new TouchArea(heap, 150), new TouchArea(file, 50)], TouchPattern.Uniform, 500_000);
        machine.AddProgram("x", machine.Program(plan) with
        {
            TouchesPerBatch = 100,
            BatchesMax = 50,
            ExitsAfterLastBatch = true,
            Think = Duration.FromMilliseconds(1),
        });
        var call = new AllocateContig(16 << 12, 128 << 12, 0xffffffff, 4096, 0, MallocFlags.NoWait, "devbuf");
        var driver = machine.AddDriver("fxp0", new DriverRequest(call)
        {
            At = Duration.FromMilliseconds(450),
            Repeat = 2,
            Hold = Duration.FromMilliseconds(10),
            Every = Duration.FromMilliseconds(20),
        });
        var world = machine.Build();
        var chooser = new RandomOrder(4);
        while (world.Step(chooser))
        {
            var memory = machine.MemoryIn(world);
            Assert.Empty(KernelInvariants.Violations(memory));
            var allocator = world.StateOf<AllocatorState>(world.IdOf("allocator/fxp0"));
            if (allocator.WaitingOn != AllocatorWait.Pages)
                Assert.Empty(KernelInvariants.LostPages(memory, KernelInvariants.ClaimedBy(memory, allocator, goesDownwards: false)));
        }

        Assert.Equal(
            [(ContigOutcome.Granted, 146, 3), (ContigOutcome.Granted, 0, 1)],
            world.StateOf<DriverState>(driver).Results.Select(result => (result.Outcome, result.PagesLaundered, result.Passes)));
    }

    [Fact]
    public void The_break_that_leaves_the_wrong_loop_is_caught_as_soon_as_the_pages_are_handed_out_before_the_kernel_panics()
    {
        // H8, revision 1.48: page 100 is clean; once cached it ends the claiming, and 64 … 100 are handed out as they are.
        var machine = new Machine(revision: KernelRevision.R148);
        var file = machine.AddObject(ObjectType.Vnode, 1);
        var page = new PageIndex(100);
        machine.Memory.TakeFree(page, keepZero: false);
        machine.Memory.InsertInObject(page, file, 0);
        machine.Memory[page] = machine.Memory[page] with { Valid = PageState.AllBits };
        machine.Memory.Activate(page);
        machine.Memory.ClearBusy(page);
        var call = new AllocateContig(64 << 12, 64 << 12, 128 << 12, 4096, 0, MallocFlags.NoWait, "devbuf");
        var driver = machine.AddDriver("fxp0", new DriverRequest(call));
        var world = machine.Build();
        var allocator = world.IdOf("allocator/fxp0");

        IReadOnlyList<InvariantViolation> violations = [];
        while (violations.Count == 0)
        {
            Assert.True(world.Step(new Fifo()));
            violations = KernelInvariants.ClaimViolations(machine.MemoryIn(world), world.StateOf<AllocatorState>(allocator));
        }

        Assert.Equal(37, violations.Count);
        Assert.Equal("claimed-pages-are-clean: page 64 was handed out, but is on FREE", violations[0].ToString());
        Assert.Equal("claimed-pages-are-clean: page 100 was handed out, but is on CACHE", violations[^1].ToString());
        world.Run(new Fifo());
        Assert.Equal("vm_page_insert: page already inserted", world.StateOf<DriverState>(driver).Results[0].Panic);
        Assert.Equal(
            "free-pages-have-no-owner: page 64 is free, but belongs to object 0",
            KernelInvariants.Violations(machine.MemoryIn(world))[0].ToString());
    }

    private PageIndex At(ObjectId id, int offset) => bench.Memory.Lookup(id, offset);

    private IEnumerable<string> Words() => KernelInvariants.Violations(bench.Memory).Select(violation => violation.ToString());
}
