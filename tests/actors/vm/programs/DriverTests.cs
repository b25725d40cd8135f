using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Programs;

public sealed class DriverTests
{
    private static readonly AllocateContig Rings = new(16384, 0, 0xffffffff, 4096, 0, MallocFlags.NoWait, "devbuf");

    [Fact]
    public void Asks_holds_frees_and_asks_again()
    {
        var machine = new Machine();
        var driver = machine.AddDriver("fxp0", new DriverRequest(Rings)
        {
            At = Duration.FromMilliseconds(5),
            Repeat = 2,
            Every = Duration.FromMilliseconds(10),
            Hold = Duration.FromMilliseconds(15),
        });
        var world = machine.Build();

        world.Run(new Fifo());

        var state = world.StateOf<DriverState>(driver);
        Assert.Equal((DriverWait.Time, 1, 0), (state.WaitingOn, state.Request, state.Held.Length));
        var first = new ContigResult(
            0, 16384, ContigOutcome.Granted, new PageIndex(252), 252 * 4096, new Tick(5_000_000), default, 0, 1, null);
        Assert.Equal(
            [first, first with { First = new PageIndex(248), PhysicalAddress = 248 * 4096, AskedAt = new Tick(15_000_000) }],
            state.Results.AsEnumerable());
        Assert.Equal(new Tick(30_000_000), world.Now);
        Assert.Equal(256, machine.MemoryIn(world).Meter.FreeCount);
    }

    [Fact]
    public void Makes_one_call_at_a_time_so_a_free_that_is_due_waits_for_the_call()
    {
        var machine = new Machine(isTimed: true);
        var driver = machine.AddDriver(
            "nge0",
            new DriverRequest(Rings) { Hold = new Duration(1) },
            new DriverRequest(Rings with { Size = 2 << 20 }));
        var world = machine.Build();

        world.Run(new Fifo());

        var state = world.StateOf<DriverState>(driver);
        Assert.Equal([ContigOutcome.Granted, ContigOutcome.Refused], state.Results.Select(result => result.Outcome));
        Assert.Equal((3, 0), (state.Results[1].Passes, state.Held.Length));
        Assert.Equal(256, machine.MemoryIn(world).Meter.FreeCount);
    }

    [Fact]
    public void Is_stuck_when_its_call_panics()
    {
        var machine = new Machine();
        var driver = machine.AddDriver("bad0", new DriverRequest(Rings with { Size = 0 }));
        var world = machine.Build();

        world.Run(new Fifo());

        var state = world.StateOf<DriverState>(driver);
        Assert.Equal(DriverWait.Stuck, state.WaitingOn);
        Assert.Equal((ContigOutcome.Panic, "vm_page_alloc_contig: size must not be 0"), (state.Results[0].Outcome, state.Results[0].Panic));
    }
}
