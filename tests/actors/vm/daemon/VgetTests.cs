using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Actors.Daemon;

public sealed class VgetTests
{
    [Theory]
    [InlineData(50, 0)]
    [InlineData(70, 1)]
    public void The_daemon_waits_a_short_time_for_a_vnode_that_is_locked_and_then_skips_it(int keptMilliseconds, long misses)
    {
        var machine = new Machine();
        var file = machine.AddObject(ObjectType.Vnode, 1);
        machine.Memory.Place(new PageIndex(0), new PagePlacement { Queue = PageQueue.Inactive, Object = file, IsDirty = true });
        machine.Memory.StartWithDeficit(400);
        var daemon = machine.Add("page-daemon", new PageDaemon(new PageDaemonPeers(machine.QueueManager, machine.SwapPager, machine.VnodePager)), default(PageDaemonState));
        var holder = machine.Add("holder", new Holder(), default(HolderState));
        var world = machine.Build();

        world.Post(holder, machine.VnodePager, new LockVnode(file, MayFail: false));
        world.Step(new Fifo());
        world.Post(holder, machine.VnodePager, new UnlockVnode(file), Duration.FromMilliseconds(keptMilliseconds));
        world.Tell(daemon, new RunDaemonPass(1, IsStatistics: false));
        world.Run(new Fifo());

        Assert.Equal(misses, machine.MemoryIn(world).Meter.PageoutLockMisses);
        Assert.Empty(world.StateOf<VnodePagerState>(machine.VnodePager).Locks);
    }

    private readonly record struct HolderState(bool HasVnode);

    private sealed class Holder : IBehaviour<HolderState>
    {
        public HolderState Receive(HolderState self, in Envelope envelope, IOutbox outbox) => new(envelope.Message is VnodeLocked);
    }
}
