using ActorVm.Live;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Live.Host;

public sealed class LiveHostTests
{
    private sealed record Go : Message;

    private sealed record Word(int Number) : Message;

    [Fact]
    public void A_message_that_is_sent_later_is_not_overtaken_by_one_sent_at_once()
    {
        var record = Live(outbox =>
        {
            outbox.Tell(new ActorId(1), new Word(1), Duration.FromMilliseconds(30));
            outbox.Tell(new ActorId(1), new Word(2));
        }, run => run.StateOf<string>(new ActorId(1)).Length == "1 2".Length);

        Assert.Equal("1 2", record.End.StateOf<string>(new ActorId(1)));
    }

    [Fact]
    public void A_timer_that_is_set_anew_expires_once_and_one_that_is_stopped_never()
    {
        var record = Live(outbox =>
        {
            outbox.StartTimer(1, new Word(1), Duration.FromMilliseconds(30));
            outbox.StartTimer(1, new Word(2), Duration.FromMilliseconds(20));
            outbox.StartTimer(2, new Word(3), Duration.FromMilliseconds(20));
            outbox.CancelTimer(2);
        }, run => run.StateOf<string>(new ActorId(0)).Length > 0);

        Assert.Equal("2", record.End.StateOf<string>(new ActorId(0)));
        Assert.Equal(2, record.Deliveries[^1].Move.Sequence);
    }

    [Fact]
    public void What_was_not_delivered_is_still_on_its_way_at_the_end()
    {
        var record = Live(
            outbox =>
            {
                outbox.StartTimer(7, new Word(1), Duration.FromSeconds(1_000));
                outbox.Tell(new ActorId(1), new Word(2));
            },
            HasListened);

        Assert.Equal([new Channel(new ActorId(0), new ActorId(0), 7)], record.End.Pending.Select(letter => letter.Channel));
    }

    [Fact]
    public void A_behaviour_that_throws_ends_the_run_and_is_not_started_anew()
    {
        var record = Live(outbox =>
        {
            outbox.Tell(new ActorId(1), new Word(1));
            throw new UnexpectedMessageException("speaker", "nothing", new Go());
        }, run => run.Failure is not null);

        Assert.Equal(new ActorId(0), record.Failure!.Actor);
        Assert.IsType<UnexpectedMessageException>(record.Failure.Thrown);
        Assert.Equal(1, record.Deliveries.Count(delivery => delivery.Move.Channel.To == new ActorId(0)));
    }

    [Fact]
    public void Choices_and_the_clock_are_made_again_in_the_simulation()
    {
        var record = Live(outbox => outbox.Tell(new ActorId(1), new Word((int)(outbox.Now.Nanoseconds / 1000) + outbox.Choose(new Choice("which", 1_000)))), HasListened);

        var world = Build(Pace.Recorded, outbox => outbox.Tell(new ActorId(1), new Word((int)(outbox.Now.Nanoseconds / 1000) + outbox.Choose(new Choice("which", 1_000)))));
        var order = new LiveOrder(record.Deliveries);
        while (order.IsReady(world))
            world.Step(order);

        Assert.Equal(record.End.Fingerprint, world.Fingerprint);
    }

    [Theory]
    [InlineData("pinned")]
    [InlineData("fork-join")]
    [InlineData("task")]
    public void Each_actor_may_have_a_dispatcher_of_its_own(string dispatcher)
    {
        var record = Live(outbox => outbox.Tell(new ActorId(1), new Word(1)), HasListened, dispatcher);

        Assert.Equal("1", record.End.StateOf<string>(new ActorId(1)));
    }

    private static bool HasListened(ILiveRun run) => run.StateOf<string>(new ActorId(1)).Length > 0;

    // Time for what must not happen, and as long as it takes for what must.
    private static LiveRecord Live(Action<IOutbox> act, Func<ILiveRun, bool> isDone, string? dispatcher = null)
    {
        var options = new LiveOptions { Dispatchers = dispatcher is null ? new SortedDictionary<string, string>() : new SortedDictionary<string, string> { ["listener"] = dispatcher } };
        using var run = new LiveHost().Start(Build(Pace.Timed, act), options);
        SpinWait.SpinUntil(() => run.Now.Nanoseconds > 150_000_000);
        SpinWait.SpinUntil(() => isDone(run), TimeSpan.FromSeconds(20));
        return run.Stop();
    }

    private static World Build(Pace pace, Action<IOutbox> act)
    {
        var builder = new WorldBuilder(pace);
        var speaker = builder.Add("speaker", new Listener(act), "");
        builder.Add("listener", new Listener(act), "");
        var world = builder.Build();
        world.Tell(speaker, new Go());
        return world;
    }

    private sealed class Listener(Action<IOutbox> act) : IBehaviour<string>
    {
        public string Receive(string heard, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Word word)
                return $"{heard} {word.Number}".Trim();
            act(outbox);
            return heard;
        }
    }
}
