using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Queues;

public sealed class LockOrderTests
{
    private static readonly ActorId Writer = new(11);

    private readonly Bench bench = new();

    [Fact]
    public void An_object_after_its_vnode_is_in_order()
    {
        var file = bench.AddObject(ObjectType.Vnode, 2);

        Assert.Null(LockOrder.Reversal(bench.State, Holding(file), Writer, new LockObject(file), Name));
    }

    [Fact]
    public void A_vnode_after_an_object_is_a_reversal()
    {
        var file = bench.AddObject(ObjectType.Vnode, 2);
        bench.Send(new LockObject(file), Writer);

        Assert.Equal(
            "lock order reversal: writer holds object 0 and takes vnode 0, which comes before it",
            LockOrder.Reversal(bench.State, new VnodePagerState(), Writer, new LockVnode(file, MayFail: false), Name));
    }

    [Fact]
    public void A_lock_that_is_only_tried_is_no_reversal()
    {
        var file = bench.AddObject(ObjectType.Vnode, 2);
        bench.Send(new LockObject(file), Writer);

        Assert.Null(LockOrder.Reversal(bench.State, new VnodePagerState(), Writer, new LockVnode(file, MayFail: true), Name));
    }

    [Fact]
    public void Two_locks_of_one_kind_have_no_order()
    {
        var (file, other) = (bench.AddObject(ObjectType.Vnode, 2), bench.AddObject(ObjectType.Vnode, 2));

        Assert.Equal(
            "lock order reversal: writer holds vnode 0 and takes vnode 1, which comes beside it",
            LockOrder.Reversal(bench.State, Holding(file), Writer, new LockVnode(other, MayFail: false), Name));
    }

    [Fact]
    public void Whoever_holds_the_page_queues_must_not_wait_for_an_object()
    {
        var file = bench.AddObject(ObjectType.Vnode, 2);
        bench.State = bench.State with { Locks = bench.State.Locks.Keep(Locks.PageQueues, Writer) };

        Assert.Equal(
            "lock order reversal: writer holds the page-queue mutex and takes object 0, which comes before it",
            LockOrder.Reversal(bench.State, new VnodePagerState(), Writer, new LockObject(file), Name));
    }

    private static VnodePagerState Holding(ObjectId file) => new() { Locks = [new VnodeLockState(file, Writer, [])] };

    private static string Name(ActorId actor) => actor == Writer ? "writer" : "other";
}
