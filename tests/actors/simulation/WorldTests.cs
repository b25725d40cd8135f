using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation;

public sealed class WorldTests
{
    private static readonly ActorId Log = new(0);

    [Fact]
    public void A_timed_world_delivers_the_earliest_due_message_first_and_moves_the_clock_there()
    {
        var world = Build(Pace.Timed);
        world.Tell(Log, new Note(1), new Duration(30));
        world.Post(Log, Log, new Note(2), new Duration(10));

        world.Run(new Fifo());

        Assert.Equal("2@10 1@30", Heard(world));
        Assert.Equal(new Tick(30), world.Now);
    }

    [Fact]
    public void A_later_message_never_overtakes_an_earlier_one_on_the_same_channel()
    {
        var world = Build(Pace.Timed);
        world.Tell(Log, new Note(1), new Duration(30));
        world.Tell(Log, new Note(2), new Duration(10));

        world.Run(new Fifo());

        Assert.Equal("1@30 2@30", Heard(world));
    }

    [Fact]
    public void In_a_bag_it_does()
    {
        var world = Build(Pace.Timed, Delivery.Bag);
        world.Tell(Log, new Note(1), new Duration(30));
        world.Tell(Log, new Note(2), new Duration(10));

        world.Run(new Fifo());

        Assert.Equal("2@10 1@30", Heard(world));
    }

    [Fact]
    public void An_adversarial_world_ignores_delays_and_stands_still()
    {
        var world = Build(Pace.Adversarial);
        world.Tell(Log, new Note(1), new Duration(30));
        world.Post(Log, Log, new Note(2), new Duration(10));

        world.Run(new Fifo());

        Assert.Equal("1@0 2@0", Heard(world));
    }

    [Theory]
    [InlineData(Pace.Timed)]
    [InlineData(Pace.Adversarial)]
    public void A_timer_set_anew_expires_once_and_a_cancelled_one_never(Pace pace)
    {
        var world = Build(pace);
        world.Tell(Log, new SetTimer(Key: 7, After: 50, Note: 1));
        world.Tell(Log, new SetTimer(Key: 7, After: 20, Note: 2));
        world.Tell(Log, new SetTimer(Key: 8, After: 5, Note: 3));
        world.Tell(Log, new StopTimer(Key: 8));

        world.Run(new Fifo());

        Assert.Equal(pace == Pace.Timed ? "2@20" : "2@0", Heard(world));
    }

    [Fact]
    public void A_fork_goes_its_own_way()
    {
        var world = Build(Pace.Timed);
        world.Tell(Log, new Note(1), new Duration(10));
        world.Tell(Log, new Note(2), new Duration(20));
        world.Step(new Fifo());

        var fork = world.Fork();
        fork.Tell(Log, new Note(3));
        fork.Run(new Fifo());

        Assert.Equal("1@10", Heard(world));
        Assert.Equal("1@10 2@20 3@20", Heard(fork));
        fork.CopyFrom(world);
        fork.Run(new Fifo());
        Assert.Equal("1@10 2@20", Heard(fork));
    }

    [Fact]
    public void A_saved_world_goes_on_like_the_one_it_was_saved_from()
    {
        var world = Build(Pace.Timed);
        world.Tell(Log, new SetTimer(Key: 1, After: 500, Note: 99));
        for (var number = 1; number <= 20; number++)
            world.Post(number % 3 == 0 ? Log : ActorId.Outside, Log, new Note(number), new Duration(number % 7 * 10));
        world.Run(new RandomOrder(1), limit: 9);

        var restored = Build(Pace.Timed);
        restored.Load(world.Save());
        world.Run(new RandomOrder(2));
        restored.Run(new RandomOrder(2));

        Assert.Equal(Heard(world), Heard(restored));
        Assert.Equal(world.Last, restored.Last);
        Assert.Equal(world.Save(), restored.Save());
    }

    [Fact]
    public void Equal_situations_have_equal_fingerprints_whatever_led_to_them()
    {
        World[] worlds = [Build(Pace.Adversarial), Build(Pace.Adversarial)];
        worlds[0].Tell(Log, new Note(1));
        worlds[0].Post(Log, Log, new Note(2));
        worlds[1].Post(Log, Log, new Note(2));
        worlds[1].Tell(Log, new Note(1));

        Assert.Equal(worlds[0].Fingerprint, worlds[1].Fingerprint);
        worlds[1].Tell(Log, new Note(3));
        Assert.NotEqual(worlds[0].Fingerprint, worlds[1].Fingerprint);
    }

    [Fact]
    public void A_fingerprint_is_the_same_in_every_process_on_every_machine()
    {
        var world = Build(Pace.Timed);
        world.Tell(Log, new Note(1), new Duration(10));
        world.Tell(Log, new SetTimer(Key: -3, After: 40, Note: 5));
        world.Step(new Fifo());

        Assert.Equal("5cd0074ac3d5437063e7446bda3936ff", world.Fingerprint.ToString());
    }

    [Fact]
    public void The_first_difference_between_two_worlds_is_named()
    {
        var (left, right) = (Build(Pace.Timed), Build(Pace.Timed));
        left.Tell(Log, new Note(1));
        right.Tell(Log, new Note(2));
        left.Run(new Fifo());
        right.Run(new Fifo());

        Assert.Equal("log Heard[0].Number: expected 1, is 2", left.FirstDifference(right));
    }

    [Fact]
    public void What_waits_is_offered_by_receiver_then_sender_and_can_be_listed()
    {
        var world = Build(Pace.Timed);
        world.Post(Log, Log, new Note(1));
        world.Tell(Log, new Note(2));
        world.Tell(Log, new Note(3));

        Assert.Equal(2, world.Candidates.Count);
        Assert.Equal([2, 3, 1], world.Pending.Select(letter => ((Note)letter.Message).Number));
        Assert.Equal([1, 2, 1], world.Pending.Select(letter => letter.Sequence));
    }

    [Fact]
    public void A_name_that_was_reserved_must_get_a_behaviour()
    {
        var builder = new WorldBuilder();
        builder.Reserve("pager");

        Assert.Equal("reserved, but never added: pager", Assert.Throws<InvalidOperationException>(builder.Build).Message);
    }

    private static World Build(Pace pace, Delivery delivery = Delivery.Fifo)
    {
        var builder = new WorldBuilder(pace, delivery);
        builder.Add("log", new Logger(), new LogState([]));
        return builder.Build();
    }

    private static string Heard(World world) =>
        string.Join(' ', world.StateOf<LogState>(Log).Heard.Select(entry => $"{entry.Number}@{entry.At.Nanoseconds}"));

    private sealed record Note(int Number) : Message;

    private sealed record SetTimer(int Key, long After, int Note) : Message;

    private sealed record StopTimer(int Key) : Message;

    private readonly record struct Entry(int Number, Tick At);

    private readonly record struct LogState(System.Collections.Immutable.ImmutableArray<Entry> Heard);

    private sealed class Logger : IBehaviour<LogState>
    {
        public LogState Receive(LogState self, in Envelope envelope, IOutbox outbox)
        {
            switch (envelope.Message)
            {
                case SetTimer set:
                    outbox.StartTimer(set.Key, new Note(set.Note), new Duration(set.After));
                    return self;
                case StopTimer stop:
                    outbox.CancelTimer(stop.Key);
                    return self;
                case Note note:
                    return new LogState(self.Heard.Add(new Entry(note.Number, outbox.Now)));
                default:
                    throw new UnexpectedMessageException("log", "anything", envelope.Message);
            }
        }
    }
}
