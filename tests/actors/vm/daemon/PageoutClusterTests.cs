using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Daemon;

public sealed class PageoutClusterTests
{
    private readonly Bench bench = new();
    private readonly ObjectId file;

    public PageoutClusterTests()
    {
        file = bench.AddObject(ObjectType.Vnode, 20);
        for (var offset = 0; offset < 20; offset++)
            bench.AddInactive(file, offset);
    }

    [Theory]
    [InlineData(10, 8, 15)] // back to the multiple of 8, then forward
    [InlineData(18, 12, 19)] // forward to the end, then back beyond the multiple
    [InlineData(16, 9, 16)] // a first page on the multiple goes back all the way
    [InlineData(2, 0, 7)]
    public void Goes_back_to_an_aligned_index_then_forward_then_back_again(int around, int first, int last) =>
        Assert.Equal(Enumerable.Range(first, last - first + 1), Around(around));

    [Fact]
    public void Ends_at_a_page_that_is_not_dirty_not_inactive_or_in_use()
    {
        bench.Memory.Undirty(At(7));
        bench.Memory.StartIo(At(11));
        Assert.Equal([8, 9, 10], Around(9));

        bench.Memory.Activate(At(9));
        Assert.Equal([10], Around(10));

        bench.Memory.Hold(At(14));
        bench.Memory.Cache(At(7));
        Assert.Equal([12, 13], Around(13));
    }

    private IEnumerable<int> Around(int offset) =>
        PageoutCluster.Around(bench.Memory, At(offset)).Select(page => bench.Memory.OwnerOf(page).Offset);

    private PageIndex At(int offset) => bench.Memory.Lookup(file, offset);
}
