using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Contig;

public sealed class LowMemoryReserveTests
{
    private static readonly LowMemoryReserve Reserve = new(new PageIndex(4), 8);

    private readonly KernelMemory memory = new([new MemorySegment(0, 64)], colours: 4);

    public LowMemoryReserveTests()
    {
        memory.KernelObject = memory.AddObject(new VmObject { Type = ObjectType.Phys, RefCount = 1 });
        Reserve.SetAside(memory);
    }

    [Fact]
    public void Is_wired_and_used_by_nobody_at_first()
    {
        Assert.Equal((56, 8, 0), (memory.Meter.FreeCount, memory.Meter.WireCount, Reserve.CountUsed(memory)));
        Assert.Empty(KernelInvariants.Violations(memory));
    }

    [Fact]
    public void Only_who_cannot_take_any_memory_asks_here_first()
    {
        Assert.True(Reserve.IsForRestricted(memory, Request(4, high: 48 * 4096)));
        Assert.False(Reserve.IsForRestricted(memory, Request(4, high: 64 * 4096)));
        Assert.False(LowMemoryReserve.None.IsForRestricted(memory, Request(4, high: 48 * 4096)));
    }

    [Fact]
    public void Gives_the_highest_range_that_fits_claimed_and_none_when_it_is_used_up()
    {
        var (first, second, third) = (Request(4, high: 11 * 4096), Request(4), Request(1));

        Assert.True(Reserve.TryTake(memory, ref first));
        Assert.False(Reserve.TryTake(memory, ref second)); // 3 below, 1 above
        Assert.True(Reserve.TryTake(memory, ref third));

        Assert.Equal((7L, 11L), (first.Start, third.Start));
        Assert.Equal((5, 0), (Reserve.CountUsed(memory), (int)memory[new PageIndex(7)].WireCount));
        Assert.Empty(KernelInvariants.Violations(memory));
    }

    [Fact]
    public void Takes_pages_back_as_they_were()
    {
        var work = Request(4);
        Reserve.TryTake(memory, ref work);
        memory.InsertInObject(new PageIndex(8), memory.KernelObject, 0);

        for (var page = 8; page < 12; page++)
            LowMemoryReserve.PutBack(memory, new PageIndex(page));

        Assert.Equal((8, 0, 56), (memory.Meter.WireCount, Reserve.CountUsed(memory), memory.Meter.FreeCount));
        Assert.True(Reserve.TryTake(memory, ref work));
    }

    private static ContigWork Request(int pages, ulong high = 1 << 20) => new() { Pages = pages, High = high, Alignment = 1 };
}
