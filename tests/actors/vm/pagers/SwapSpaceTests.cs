using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Pagers;

public sealed class SwapSpaceTests
{
    [Fact]
    public void The_fingerprint_follows_what_is_in_swap_and_where_the_next_search_begins()
    {
        var space = new SwapSpace(8);
        var empty = space.Fingerprint;

        space.Assign(new ObjectId(0), offset: 0, pages: 3);
        space.Assign(new ObjectId(0), offset: 0, pages: 3);
        var used = space.Fingerprint;
        space.Release(new ObjectId(0));

        Assert.NotEqual(empty, used);
        Assert.NotEqual(used, space.Fingerprint);
        Assert.Equal(space.Fingerprint, space.Fork().Fingerprint);
    }
}
