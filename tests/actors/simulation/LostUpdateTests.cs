using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Tests.Simulation;

/// <summary>The smallest program of one's own: two clients add one to a counter, by reading and writing it.</summary>
public sealed class LostUpdateTests
{
    private sealed record Start : Message;

    private sealed record Get : Message;

    private sealed record Value(int Number) : Message;

    private sealed record Put(int Number) : Message;

    private sealed class Counter : IBehaviour<int>
    {
        public int Receive(int count, in Envelope envelope, IOutbox outbox)
        {
            if (envelope.Message is Put put)
                return put.Number;
            outbox.Tell(envelope.From, new Value(count));
            return count;
        }
    }

    private sealed class Client(ActorId counter) : IBehaviour<bool>
    {
        public bool Receive(bool done, in Envelope envelope, IOutbox outbox)
        {
            outbox.Tell(counter, envelope.Message is Value value ? new Put(value.Number + 1) : new Get());
            return envelope.Message is Value;
        }
    }

    private static World Build()
    {
        var builder = new WorldBuilder(Pace.Adversarial);
        var counter = builder.Add("counter", new Counter(), 0);
        var clients = new[] { builder.Add("anna", new Client(counter), false), builder.Add("ben", new Client(counter), false) };
        var world = builder.Build();
        foreach (var client in clients)
            world.Tell(client, new Start());
        return world;
    }

    [Fact]
    public void Whether_an_update_is_lost_depends_on_the_order_of_messages_alone()
    {
        var ends = Enumerable.Range(1, 100).Select(Play).ToArray();

        Assert.Equal([1, 2], ends.Distinct().Order());
        Assert.Equal(ends, Enumerable.Range(1, 100).Select(Play));

        static int Play(int seed)
        {
            var world = Build();
            world.Run(new RandomOrder((ulong)seed));
            return world.StateOf<int>(world.IdOf("counter"));
        }
    }

    [Fact]
    public void The_explorer_finds_the_order_that_loses_one_and_tells_its_story()
    {
        var world = Build();
        var counter = world.IdOf("counter");
        var property = Property.Eventually("both updates count", end => end.StateOf<int>(counter) == 2);

        var discovery = Assert.Throws<DiscoveryException>(() => Explore.Random(world, [property]));

        Assert.Contains("The race: ", discovery.Message, StringComparison.Ordinal);
        Assert.Equal(8, discovery.Shrunk.Discovery.Path.Count);
    }

    [Theory]
    [InlineData("random")]
    [InlineData("pct:3")]
    [InlineData("pos")]
    [InlineData("delay:2")]
    public void Any_policy_will_do_and_the_schedule_is_kept_where_the_message_says(string policy)
    {
        var world = Build();
        var counter = world.IdOf("counter");
        var property = Property.Eventually("both updates count", end => end.StateOf<int>(counter) == 2);

        var discovery = Assert.Throws<DiscoveryException>(() => Explore.Random(world, [property], policy: policy));
        var schedule = Schedule.Parse(File.ReadAllText(discovery.SchedulePath));

        Assert.Contains($"schedule: {discovery.SchedulePath}", discovery.Message, StringComparison.Ordinal);
        Assert.Equal(1, Replayer.Replay(world, schedule).World.StateOf<int>(counter));
    }

    [Fact]
    public void Every_situation_is_visited_and_the_nearest_that_is_wrong_is_told()
    {
        var world = Build();
        var counter = world.IdOf("counter");

        var discovery = Assert.Throws<DiscoveryException>(
            () => Explore.All(world, Property.Eventually("both updates count", end => end.StateOf<int>(counter) == 2)));

        Assert.True(discovery.Shrunk.IsShortest);
        Assert.Equal(30, Explore.All(world, Property.Always("the counter counts", now => now.StateOf<int>(counter) >= 0)).States);
    }
}
