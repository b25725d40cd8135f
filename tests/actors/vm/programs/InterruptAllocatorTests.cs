using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Programs;

public sealed class InterruptAllocatorTests
{
    [Fact]
    public void Takes_a_page_at_each_interrupt_and_keeps_it_for_its_time()
    {
        var machine = new Machine();
        var handler = machine.AddStarting(
            "interrupts",
            new InterruptAllocator(new InterruptSettings
            {
                QueueManager = machine.QueueManager,
                Object = machine.AddObject(ObjectType.Phys, 0),
                Every = Duration.FromMilliseconds(2),
                Hold = Duration.FromMilliseconds(5),
                Times = 4,
            }),
            new InterruptState());
        var world = machine.Build();

        while (world.Now < new Tick(6_000_000) || machine.MemoryIn(world).Meter.WireCount < 3)
            Assert.True(world.Step(new Fifo()));

        Assert.Equal((253, 3), (machine.MemoryIn(world).Meter.FreeCount, machine.MemoryIn(world).Meter.WireCount));
        world.Run(new Fifo());
        Assert.Equal((256, 0), (machine.MemoryIn(world).Meter.FreeCount, machine.MemoryIn(world).Meter.WireCount));
        Assert.Empty(world.StateOf<InterruptState>(handler).OffsetsInUse);
        Assert.Equal(new Tick(13_000_000), world.Now);
    }

    [Fact]
    public void Takes_the_very_last_free_page_and_is_then_told_that_there_is_none()
    {
        var bench = new Bench();
        var pages = bench.AddObject(ObjectType.Phys, 0);
        bench.FillUntilFree(3);
        while (bench.Memory.Meter.FreeCount > 1)
            bench.Send(new AllocateAtInterrupt(pages, bench.Memory.Meter.FreeCount));

        Assert.IsType<InterruptPage>(Assert.Single(bench.Send(new AllocateAtInterrupt(pages, 0))));
        Assert.Equal([new NoInterruptPage(1)], bench.Send(new AllocateAtInterrupt(pages, 1)));
        Assert.Equal(1, bench.Memory.Meter.PageoutDeficit);
    }
}
