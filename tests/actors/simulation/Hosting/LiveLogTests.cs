using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation.Hosting;

public sealed class LiveLogTests
{
    private static readonly ActorId Anna = new(0);
    private static readonly ActorId Ben = new(1);

    [Fact]
    public void Logs_are_merged_by_their_stamps()
    {
        var (anna, ben) = (new LiveLog(), new LiveLog());
        anna.Begin(10, new Channel(ActorId.Outside, Anna), 1, 0);
        anna.Chose(5);
        anna.Chose(6);
        anna.Begin(30, new Channel(Ben, Anna), 1, 1);
        ben.Begin(20, new Channel(Anna, Ben), 1, 1);

        var merged = LiveLog.Merge([anna, ben], stamp => new Tick(stamp));

        Assert.Equal([Anna, Ben, Anna], merged.Select(delivery => delivery.Move.Channel.To));
        Assert.Equal([[5, 6], [], []], merged.Select(delivery => delivery.Move.Choices.ToArray()));
        Assert.Equal([10, 20, 30], merged.Select(delivery => delivery.At.Nanoseconds));
    }

    [Fact]
    public void A_message_never_comes_before_the_step_that_sent_it_whatever_the_stamps_say()
    {
        var (anna, ben) = (new LiveLog(), new LiveLog());
        anna.Begin(10, new Channel(ActorId.Outside, Anna), 1, 0);
        anna.Begin(20, new Channel(ActorId.Outside, Anna), 2, 0);
        ben.Begin(15, new Channel(Anna, Ben), 1, sentBy: 2);

        Assert.Equal([10, 20, 15], LiveLog.Merge([anna, ben], stamp => new Tick(stamp)).Select(delivery => delivery.At.Nanoseconds));
    }

    [Fact]
    public void A_message_that_nobody_sent_is_noticed()
    {
        var ben = new LiveLog();
        ben.Begin(15, new Channel(Anna, Ben), 1, sentBy: 1);

        Assert.Throws<InvalidDataException>(() => LiveLog.Merge([new LiveLog(), ben], stamp => new Tick(stamp)));
    }
}
