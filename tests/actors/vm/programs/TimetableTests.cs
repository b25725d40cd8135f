using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Programs;

public sealed class TimetableTests
{
    [Fact]
    public void Each_thing_happens_at_its_time_and_calls_under_way_keep_their_algorithm()
    {
        var machine = new Machine();
        var call = new AllocateContig(8192, 0, 0xffffffff, 4096, 0, MallocFlags.NoWait, "devbuf");
        var driver = machine.AddDriver("fxp0", new DriverRequest(call) { Repeat = 3, Every = Duration.FromMilliseconds(10) });
        var timetable = new Timetable(
        [
            new(Duration.FromMilliseconds(5), machine.IdOf("allocator/fxp0"), new SetOldContigmalloc(true)),
            new(Duration.FromMilliseconds(15), machine.IdOf("kernel-map"), new ExhaustKernelMap(1)),
            new(Duration.FromMilliseconds(15), machine.QueueManager, new SetThreshold("v_free_min", 77)),
        ]);
        var sysctl = machine.AddStarting("sysctl", timetable, default);
        var world = machine.Build();

        world.Run(new Fifo());

        // New: from the top. Old: from the bottom. Old without kernel addresses: refused, and two pages lost (H6).
        Assert.Equal(
            [(ContigOutcome.Granted, 254), (ContigOutcome.Granted, 0), (ContigOutcome.Refused, -1)],
            world.StateOf<DriverState>(driver).Results.Select(result => (result.Outcome, result.First.Value)));
        Assert.Equal([new PageIndex(2), new PageIndex(3)], KernelInvariants.LostPages(machine.MemoryIn(world)));
        Assert.Equal(77, machine.MemoryIn(world).Thresholds.FreeMin);
        Assert.Equal(new TimetableState(3), world.StateOf<TimetableState>(sysctl));
    }
}
