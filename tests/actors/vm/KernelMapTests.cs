using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors;

public sealed class KernelMapTests
{
    private const long First = 0xC000_0000;

    private readonly Recorder outbox = new();

    [Fact]
    public void Is_full_when_its_last_page_is_in_use_and_not_before()
    {
        Play(new FindSpace(6), new FindSpace(2), new FindSpace(1));

        Assert.Equal([new SpaceFound(First), new SpaceFound(First + 6 * 4096), new NoSpace()], Answers);
    }

    [Fact]
    public void Uses_the_first_gap_that_is_wide_enough()
    {
        var end = Play(new FindSpace(2), new FindSpace(3), new FindSpace(3), new FreeSpace(First + 2 * 4096, 3), new FindSpace(3), new FindSpace(1));

        Assert.Equal([new SpaceFound(First + 2 * 4096), new NoSpace()], Answers.Skip(3));
        Assert.Equal([2, 3, 3], end.Entries.Select(entry => entry.Pages));
    }

    [Fact]
    public void Unmaps_what_lies_in_the_range_it_is_told_whoever_it_belongs_to()
    {
        var more = Play(new FindSpace(2), new FindSpace(4), new FreeSpace(First, 3));
        var less = Play(new FindSpace(4), new FreeSpace(First, 3));

        Assert.Equal(new MapEntry(First + 3 * 4096, 3), Assert.Single(more.Entries));
        Assert.Equal(new MapEntry(First + 3 * 4096, 1), Assert.Single(less.Entries));
    }

    [Fact]
    public void Knows_how_much_begins_at_an_address()
    {
        Play(new FindSpace(2), new FindSpace(4), new MeasureSpace(First + 2 * 4096), new MeasureSpace(First + 4096));

        Assert.Equal([new SpaceMeasured(4), new SpaceMeasured(0)], Answers.Skip(2));
    }

    private IEnumerable<Message> Answers => outbox.Sent.Select(sent => sent.Message);

    private KernelMapState Play(params Message[] messages)
    {
        var map = new KernelMap(First, pages: 8);
        return messages.Aggregate(new KernelMapState(), (state, message) => map.Receive(state, new Envelope(new ActorId(1), new ActorId(2), message), outbox));
    }
}
