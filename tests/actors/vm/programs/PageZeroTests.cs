using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Programs;

public sealed class PageZeroTests
{
    [Fact]
    public void Clears_four_fifths_of_the_free_pages_and_sleeps_until_less_than_two_thirds_are_left()
    {
        var machine = new Machine();
        var pagezero = machine.AddStarting("pagezero", new PageZero(machine.QueueManager, 4, new Duration(2_000)), default);
        var heap = machine.AddObject(ObjectType.Default, 120);
        machine.AddProgram("cat", machine.Program(new TouchPlan([new TouchArea(heap, 120)], TouchPattern.Sequential, 0)) with
        {
            StartsAfter = Duration.FromSeconds(1),
            TouchesPerBatch = 1,
            Think = Duration.FromMilliseconds(1),
            BatchesMax = 120,
        });
        var world = machine.Build();

        while (world.StateOf<PageZeroState>(pagezero).WaitingOn != PageZeroWait.Needed)
            Assert.True(world.Step(new Fifo()));

        var meter = machine.MemoryIn(world).Meter;
        Assert.Equal((256, 204), (meter.FreeCount, meter.ZeroCount));
        Assert.Equal(new Tick(408_000), world.Now);

        // Each touch takes a zero page from the tail; with 154 free and 102 zero it still sleeps.
        while (world.StateOf<PageZeroState>(pagezero).WaitingOn == PageZeroWait.Needed)
            Assert.True(world.Step(new Fifo()));

        meter = machine.MemoryIn(world).Meter;
        Assert.Equal((153, 101), (meter.FreeCount, meter.ZeroCount));
    }

    [Fact]
    public void A_page_is_on_no_queue_while_it_is_cleared_and_then_at_the_tail_of_its_colour()
    {
        var bench = new Bench();

        Assert.Equal([new ZeroPage(new PageIndex(1))], bench.Send(new FindUnzeroed(1)));
        Assert.Equal((PageQueue.None, 255), (bench.Memory[new PageIndex(1)].Queue, bench.Memory.Meter.FreeCount));

        Assert.Equal([new ZeroedFree()], bench.Send(new PageIsZero(new PageIndex(1))));
        Assert.Equal((new PageIndex(5), new PageIndex(1)), (bench.Memory.FirstOf(PageQueue.Free, 1), bench.Memory.LastOf(PageQueue.Free, 1)));
        Assert.Equal(1, bench.Memory.Meter.ZeroCount);
    }
}
