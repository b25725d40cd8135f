using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Daemon;

public sealed class PageDaemonTests
{
    [Fact]
    public void Woken_from_idle_it_scans_once_then_again_at_once_then_every_half_second()
    {
        var machine = new Machine();
        Wire(machine, free: 40);
        machine.AddPageDaemon();
        var heap = machine.AddObject(ObjectType.Default, 1);
        machine.AddProgram("vi", Touching(machine, heap) with { StartsAfter = Duration.FromSeconds(1) });

        var scans = ScansUntil(machine.Build(), Duration.FromMilliseconds(2_600));

        Assert.Equal([(1_000, 0), (1_000, 1), (1_500, 2), (2_000, 2), (2_500, 2)], scans);
    }

    [Fact]
    public void Idle_it_visits_part_of_ACTIVE_every_five_seconds_and_all_of_it_every_twenty()
    {
        var machine = new Machine();
        var file = machine.AddObject(ObjectType.Vnode, 40);
        for (var offset = 0; offset < 40; offset++)
        {
            machine.Memory.Place(
                new PageIndex(offset), new PagePlacement { Queue = PageQueue.Active, Object = file, Offset = offset, ActCount = 1 });
        }

        Wire(machine, free: 60);
        machine.AddPageDaemon();
        var world = machine.Build();

        var inactive = new List<int>();
        for (var seconds = 6; seconds <= 21; seconds += 5)
        {
            Run(world, Duration.FromSeconds(seconds));
            inactive.Add(machine.MemoryIn(world).Meter.InactiveCount);
        }

        Assert.Equal([0, 4, 24, 40], inactive);
    }

    [Fact]
    public void Its_swap_writes_are_asynchronous_and_at_most_four_at_once()
    {
        var machine = new Machine(isTimed: true);
        for (var number = 0; number < 6; number++)
        {
            machine.Memory.Place(
                new PageIndex(number),
                new PagePlacement { Queue = PageQueue.Inactive, Object = machine.AddObject(ObjectType.Swap, 1), IsDirty = true });
        }

        Wire(machine, free: 60);
        machine.AddPageDaemon();
        var heap = machine.AddObject(ObjectType.Default, 100);
        machine.AddProgram("vi", Touching(machine, heap) with { TouchesPerBatch = 100 });
        var world = machine.Build();

        var (underWay, most, written) = (0, 0, 0);
        while (written < 6 && world.Step(new Fifo()))
        {
            underWay += world.Last.Message is StartIo ? 1 : world.Last.Message is IoDone ? -1 : 0;
            most = Math.Max(most, underWay);
            written += world.Last.Message is SwapWriteDone ? 1 : 0;
        }

        Assert.Equal(4, most);
    }

    private static ProgramSettings Touching(Machine machine, ObjectId heap) =>
        machine.Program(new TouchPlan([new TouchArea(heap, machine.Memory.Object(heap).Size)], TouchPattern.Sequential, 0)) with { TouchesPerBatch = 1 };

    private static void Wire(Machine machine, int free)
    {
        for (var page = new PageIndex(255); machine.Memory.Meter.FreeCount > free; page -= 1)
            machine.Memory.Place(page, new PagePlacement { IsWired = true });
    }

    private static List<(long Milliseconds, int Pass)> ScansUntil(World world, Duration end)
    {
        var scans = new List<(long, int)>();
        while (world.NextDue is { } due && due <= default(Tick) + end && world.Step(new Fifo()))
        {
            if (world.Last.Message is DaemonBeginsScan begins)
                scans.Add((world.Now.Nanoseconds / 1_000_000, begins.Work.Pass));
        }

        return scans;
    }

    private static void Run(World world, Duration end) => ScansUntil(world, end);
}
