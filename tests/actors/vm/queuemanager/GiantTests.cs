using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Queues;

/// <summary>Giant stays with a thread in contigmalloc until it sleeps: nobody else is let in between its claim and its mapping.</summary>
/// <remarks>Kernel notes §9.3, §9.6.</remarks>
public sealed class GiantTests
{
    private readonly Bench bench = new();

    public GiantTests() => bench.Memory.KernelObject = bench.AddObject(ObjectType.Phys, 0);

    [Fact]
    public void From_the_claim_to_the_mapping_nobody_else_is_let_into_contigmalloc()
    {
        var claimed = Assert.IsType<ContigClaimed>(Assert.Single(bench.Send(Ask())));
        Assert.Equal(Bench.Thread, bench.State.Locks.Giant);
        Assert.Empty(bench.Send(Ask(), Bench.Other));

        var answers = bench.Send(new MapContig(claimed.First, claimed.Pages, KernelAddress: 0, Zero: false, ContigAlgorithm.New));

        Assert.IsType<ContigMapped>(answers[0]);
        Assert.Equal(claimed.First - 4, Assert.IsType<ContigClaimed>(answers[1]).First);
        Assert.Equal(Bench.Other, bench.State.Locks.Giant);
    }

    private static ContinueContig Ask() =>
        new(new ContigWork { Algorithm = ContigAlgorithm.New, Pages = 4, High = ulong.MaxValue, Alignment = 1 });
}
