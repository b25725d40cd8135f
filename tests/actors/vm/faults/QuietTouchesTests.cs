using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Faults;

/// <summary>What is remembered about touches that change nothing is forgotten whenever it is no longer so; a fork remembers nothing.</summary>
public sealed class QuietTouchesTests
{
    private const int Pages = 8;

    private readonly Bench bench = new();

    public static TheoryData<DisturbanceKind> Disturbances { get; } = [.. Enum.GetValues<DisturbanceKind>()];

    [Theory]
    [MemberData(nameof(Disturbances))]
    public void Touches_after_a_disturbance_do_what_they_do_where_nothing_is_remembered(DisturbanceKind disturbance)
    {
        var heap = TouchOften(isWrite: true);
        bench.Send(new Disturb(disturbance, bench.Memory.Lookup(heap, 3), heap, 2), Bench.Other);

        Assert.Equal(AnswersOfFork(Bench.Touches(heap, Pages, isWrite: true)), Answers(bench, Bench.Touches(heap, Pages, isWrite: true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bits_that_the_kernel_cleared_are_set_again(bool isWrite)
    {
        var heap = TouchOften(isWrite);
        var page = bench.Memory.Lookup(heap, 3);
        var touched = bench.Memory[page];
        foreach (var cleared in new[] { touched with { PmapReferences = 0 }, touched.WithoutPmap(PmapFlags.Modified) })
        {
            bench.Memory[page] = cleared;
            bench.Send(Bench.Touches(heap, Pages, isWrite));
            Assert.Equal(touched, bench.Memory[page]);
        }
    }

    [Fact]
    public void A_write_to_a_page_that_was_only_read_is_no_quiet_one()
    {
        var heap = TouchOften(isWrite: false);

        var done = Assert.IsType<TouchesDone>(Assert.Single(bench.Send(Bench.Touches(heap, Pages, isWrite: true))));

        Assert.Equal(Pages, done.Work.Faults);
        Assert.True(bench.Memory[bench.Memory.Lookup(heap, 3)].IsModified);
    }

    [Fact]
    public void The_page_that_takes_the_place_of_another_is_not_mapped_by_what_the_other_was()
    {
        var heap = TouchOften(isWrite: true);
        bench.Memory.Free(bench.Memory.Lookup(heap, 3));
        var other = bench.AddResident(heap, 3);

        var done = Assert.IsType<TouchesDone>(Assert.Single(bench.Send(Bench.Touches(heap, Pages, isWrite: true))));

        Assert.Equal((1, PmapFlags.Mapped | PmapFlags.Modified), (done.Work.Faults, bench.Memory[other].Pmap));
    }

    private ObjectId TouchOften(bool isWrite)
    {
        var heap = bench.AddObject(ObjectType.Default, Pages);
        bench.Send(Bench.Touches(heap, Pages, isWrite, touches: 1_000));
        return heap;
    }

    private (string Told, ulong Fingerprint) AnswersOfFork(TouchPages touches)
    {
        var fork = new Bench();
        fork.State = bench.State with { Memory = bench.Memory.Fork() };
        return Answers(fork, touches);
    }

    private static (string Told, ulong Fingerprint) Answers(Bench bench, TouchPages touches) =>
        (string.Join("; ", bench.Send(touches).Select(answer => answer.ToString())), bench.State.Memory.Fingerprint);
}
