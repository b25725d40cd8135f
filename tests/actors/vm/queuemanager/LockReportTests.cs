using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Queues;

public sealed class LockReportTests
{
    private static readonly ActorId Allocator = new(10);
    private static readonly ActorId Writer = new(11);

    private readonly Bench bench = new();

    [Fact]
    public void Tells_who_holds_what_and_who_sleeps_on_what()
    {
        var file = bench.AddObject(ObjectType.Vnode, 2);
        var page = bench.AddResident(file, 0);
        bench.Memory.StartIo(page);
        bench.Send(Bench.Touches(file, 1), Allocator);
        bench.Send(new LockObject(file), Writer);
        bench.Send(new LockObject(file), Allocator);
        bench.State = bench.State with { Locks = bench.State.Locks.Keep(Locks.Giant, Writer), FaultWaiters = [Writer] };
        var vnodes = new VnodePagerState { Locks = [new VnodeLockState(file, Writer, [Allocator])] };

        Assert.Equal(
            [
                "Giant held by writer",
                "vnode 0 held by writer, allocator waits",
                "object 0 held by writer, allocator waits",
                "page 0: allocator sleeps until it is no longer busy",
                "memory: writer sleeps, 255 free and cached of 50",
            ],
            LockReport.Describe(bench.State, vnodes, Name));
        Assert.Empty(LockReport.FindCircle(bench.State, vnodes));
    }

    [Fact]
    public void Finds_two_threads_that_wait_for_each_other()
    {
        var file = bench.AddObject(ObjectType.Vnode, 2);
        bench.Send(new LockObject(file), Writer);
        bench.Send(new LockObject(file), Allocator);
        var vnodes = new VnodePagerState { Locks = [new VnodeLockState(file, Allocator, [Writer])] };

        Assert.Equal([Writer, Allocator], LockReport.FindCircle(bench.State, vnodes).OrderDescending(Comparer<ActorId>.Create((a, b) => a.Number - b.Number)));
    }

    private static string Name(ActorId actor) => actor == Allocator ? "allocator" : "writer";
}
