using System.Buffers;

using ActorVm.Actors;
using ActorVm.Messages;

using FsCheck;
using FsCheck.Fluent;

namespace ActorVm.Tests.Actors.Memory;

public sealed class KernelMemoryTests
{
    [Fact]
    public void A_fork_goes_its_own_way()
    {
        var bench = new Bench(pages: 64);
        var heap = bench.AddObject(ObjectType.Swap, 4);
        bench.AddResident(heap, 0);
        var fork = bench.Memory.Fork();
        Assert.Equal(bench.Memory.Fingerprint, fork.Fingerprint);

        bench.Memory.Free(bench.Memory.Lookup(heap, 0));
        fork.Wire(fork.Lookup(heap, 0));

        Assert.Equal((64, 0), (bench.Memory.Meter.FreeCount, bench.Memory.Meter.WireCount));
        Assert.Equal((63, 1), (fork.Meter.FreeCount, fork.Meter.WireCount));
        Assert.Empty(KernelInvariants.Violations(bench.Memory));
        Assert.Empty(KernelInvariants.Violations(fork));
    }

    [Fact]
    public void The_first_difference_is_told_in_the_words_of_the_kernel()
    {
        var bench = new Bench(pages: 64);
        var heap = bench.AddObject(ObjectType.Swap, 1);
        var page = bench.AddResident(heap, 0);
        var fork = bench.Memory.Fork();
        Assert.Null(bench.Memory.FirstDifference(fork));

        fork.Deactivate(page);

        Assert.Equal("page 0 queue: expected ACTIVE, is INACTIVE", bench.Memory.FirstDifference(fork));
    }

    [Fact]
    public void Any_movements_keep_the_invariants_and_the_same_contents_have_the_same_fingerprint_whatever_their_history()
    {
        var movements = ArbMap.Default.ArbFor<(byte Movement, byte Page)[]>();
        Prop.ForAll(movements, steps =>
        {
            var bench = new Bench(pages: 16);
            var heap = bench.AddObject(ObjectType.Swap, 16);
            foreach (var (movement, page) in steps)
                Move(bench, heap, movement % 12, new PageIndex(page % 16));

            var bytes = new ArrayBufferWriter<byte>();
            bench.Memory.WriteTo(bytes);
            var rest = bytes.WrittenSpan;
            var read = KernelMemory.ReadFrom(ref rest);
            return KernelInvariants.Violations(bench.Memory).Count == 0
                && KernelInvariants.Violations(read).Count == 0
                && read.Fingerprint == bench.Memory.Fingerprint
                && bench.Memory.FirstDifference(read) is null
                && rest.IsEmpty;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_page_that_was_taken_and_given_back_leaves_no_trace_in_the_fingerprint_but_what_was_counted()
    {
        var bench = new Bench(pages: 64);
        var heap = bench.AddObject(ObjectType.Swap, 1);
        var before = bench.Memory.Fork();

        bench.Memory.Free(bench.AddResident(heap, 0));
        Assert.NotEqual(before.Fingerprint, bench.Memory.Fingerprint);

        bench.Memory.ChangeMeter(meter => meter with { FreedTotal = 0 });
        bench.Memory.Change(heap, before.Object(heap));
        Assert.Equal(before.Fingerprint, bench.Memory.Fingerprint);
    }

    // One movement, if the page allows it.
    private static void Move(Bench bench, ObjectId heap, int movement, PageIndex page)
    {
        var memory = bench.Memory;
        var state = memory[page];
        var isOwned = !memory.OwnerOf(page).IsNone;
        switch (movement)
        {
            case 0 or 1 when memory.Meter.FreeCount > 0 && memory.Lookup(heap, page.Value).IsNone: bench.AddResident(heap, page.Value); break;
            case 2 when isOwned && state.WireCount == 0: memory.Free(page); break;
            case 3 when isOwned: memory.Activate(page); break;
            case 4 when isOwned: memory.Deactivate(page); break;
            case 5 when isOwned: memory.TryToCache(page); break;
            case 6 when isOwned: memory.Wire(page); break;
            case 7 when state.WireCount > 0: memory.Unwire(page, activate: true); break;
            case 8 when isOwned: memory.Hold(page); break;
            case 9 when state.HoldCount > 0: memory.Unhold(page); break;
            case 10 when isOwned && state.Queue != PageQueue.None: memory.Requeue(page); break;
            case 11 when memory.TakeUnzeroed(page.Value & 3) is { IsNone: false } taken: memory.PutZeroed(taken); break;
            default: break;
        }
    }
}
