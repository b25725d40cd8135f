using ActorVm.Simulation;
using ActorVm.Simulation.Models;
using ActorVm.Tests.Simulation.Properties;

namespace ActorVm.Tests.Simulation.Discoveries;

public sealed class ShrinkerTests
{
    [Fact]
    public void A_lost_update_among_four_clients_shrinks_to_two_of_them()
    {
        var world = OracleModel.Build("lost_update 4");
        var counter = world.IdOf("counter");
        var property = Property.Always("the counter never goes back", situation => situation.StateOf<int>(counter) < 1
            || situation.Mail.All(waiting => MessageText.Of(waiting.Message, situation) != "Put 1"));
        var found = Explore.Sample(world, new RandomOrder(0), seed: 5, new PathOptions { Properties = [property], MaxRuns = 100 });

        var shrunk = Shrinker.Shrink(world, found.Discoveries[0], [property]);

        Assert.Equal(2, shrunk.EventsLeftOut);
        Assert.Equal(7, shrunk.Discovery.Path.Count);
    }

    [Fact]
    public void The_story_of_the_broken_allocator_fits_on_a_screen_and_names_the_race()
    {
        var world = OracleModel.Build("contig-race XS broken");

        var failed = Assert.Throws<DiscoveryException>(() => Explore.Random(world, [], runs: 20_000, policy: "random"));

        Assert.Equal(33, failed.Shrunk.Discovery.Path.Count);
        Assert.NotNull(failed.Story.Race);
        Assert.Equal(
            "AllocOne from P1 before Seize 18 from A",
            $"{failed.Story.Race.FirstText} before {failed.Story.Race.SecondText}");
        Assert.True(failed.Shrunk.IsShortest);
        Assert.Contains("page 1 has two owners", failed.Message, StringComparison.Ordinal);
        Assert.Null(Replayer.Replay(failed.Shrunk.Start, Schedule.Parse(File.ReadAllText(failed.SchedulePath))).Divergence);
    }

    [Fact]
    public void The_story_of_a_lost_update_is_this()
    {
        var world = OracleModel.Build("lost_update 2");
        var counter = world.IdOf("counter");
        var property = Property.Eventually("both updates count", situation => situation.StateOf<int>(counter) == 2);

        var failed = Assert.Throws<DiscoveryException>(() => Explore.All(world, property));

        Assert.Equal(
            """
            'both updates count' does not hold

            step  counter            client-1            client-2
               1  |                  Trigger <- outside  |
               2  |                  |                   Trigger <- outside
               3  Get <- client-1    |                   |
               4  Get <- client-2    |                   |
               5  |                  Value 0 <- counter  |
               6  |                  |                   Value 0 <- counter
               7  Put 1 <- client-1  |                   |
               8  Put 1 <- client-2  |                   |

            The race: Get from client-1 (step 3) comes before Put 1 from client-2 (step 8).
            The other way round nothing goes wrong:

            step  counter            client-1            client-2
               3  Get <- client-2    |                   |
               4  |                  |                   Value 0 <- counter
               5  Put 1 <- client-2  |                   |
               6  Get <- client-1    |                   |
               7  |                  Value 1 <- counter  |
               8  Put 2 <- client-1  |                   |

            After step 4 it cannot be avoided any more.

            """,
            failed.Story.ToString());
    }

    [Fact]
    public void What_need_never_happen_again_is_told_as_a_circle()
    {
        var world = Spinner.World();
        var served = world.IdOf("served");
        var property = Property.Repeatedly("everybody is served", heatMost: 200, situation => situation.StateOf<int>(served) > 0);
        var found = Explore.Sample(world, new RandomOrder(0), seed: 1, new PathOptions { Properties = [property], MaxRuns = 100, MaxDepth = 1000 });

        var shrunk = Shrinker.Shrink(world, found.Discoveries[0], [property]);

        Assert.Equal("'everybody is served' need never hold again: steps 2 to 3 can repeat for ever", shrunk.Discovery.What);
        Assert.Equal((3, 1, 1), (shrunk.Discovery.Path.Count, shrunk.Discovery.CircleFrom, shrunk.EventsLeftOut));
        Assert.Equal("no delivery before the circle can be left out alone; fewer switches may be possible", shrunk.Proof);
    }

    [Fact]
    public void The_fewest_switches_are_found_where_going_on_with_the_first_is_not_the_best()
    {
        var world = OracleModel.Build("lost_update 3");
        var counter = world.IdOf("counter");
        var property = Property.Eventually("every update counts", situation => situation.StateOf<int>(counter) > 1);
        var found = Explore.Sample(world, new RandomOrder(0), seed: 5, new PathOptions { Properties = [property], MaxRuns = 1000 });

        var shrunk = Shrinker.Shrink(world, found.Discoveries[0], [property]);

        Assert.True(shrunk.HasFewestSwitches);
        Assert.Equal(
            Switches(shrunk).Min(),
            Shrinker.Switches(shrunk.Discovery.Path));
    }

    // Of every schedule that is the same trace.
    private static List<int> Switches(Shrunk shrunk)
    {
        var orders = shrunk.Discovery.Path.GroupBy(move => move.Channel.To).ToDictionary(group => group.Key, group => group.Select(move => move.Channel.From).ToArray());
        var counts = new List<int>();
        Go(shrunk.Start, [], counts);
        return counts;

        void Go(World world, IReadOnlyList<Move> made, List<int> found)
        {
            if (world.IsQuiescent)
                found.Add(Shrinker.Switches(made));
            for (var index = 0; index < world.Candidates.Count; index++)
            {
                var candidate = world.Candidates[index];
                var heard = made.Count(move => move.Channel.To == candidate.Channel.To);
                if (orders[candidate.Channel.To][heard] != candidate.Channel.From)
                    continue;
                var next = world.Fork();
                next.Deliver(index, new Fifo());
                Go(next, [.. made, next.LastMove], found);
            }
        }
    }
}
