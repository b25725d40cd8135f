using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Memory;

public sealed class WakeupTests
{
    [Theory]
    [InlineData(35, false)]
    [InlineData(36, true)]
    public void The_daemon_waiting_for_pages_is_woken_when_v_pageout_free_min_are_there(int freeAfter, bool isWoken)
    {
        var memory = new KernelMemory([new MemorySegment(0, 64)], colours: 1)
        {
            Thresholds = new VmThresholds { PageoutFreeMin = 36 },
        };
        memory.KernelObject = memory.AddObject(new VmObject { Type = ObjectType.Phys, RefCount = 1 });
        for (var page = 0; page <= 64 - freeAfter; page++)
            memory.Place(new PageIndex(page), new PagePlacement { Queue = PageQueue.Active, Object = memory.KernelObject, Offset = page });

        memory.ChangeMeter(meter => meter with { PageoutPagesNeeded = true });
        memory.Free(new PageIndex(0));

        Assert.Equal((freeAfter, isWoken), (memory.Meter.FreeCount, memory.Woken.DaemonWaitingForPages));
        Assert.Equal(!isWoken, memory.Meter.PageoutPagesNeeded);
    }
}
