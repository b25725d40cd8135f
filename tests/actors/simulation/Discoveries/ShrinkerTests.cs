using ActorVm.Simulation;
using ActorVm.Simulation.Models;

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
            The other way round nothing goes wrong.
            After step 4 it cannot be avoided any more.

            """,
            failed.Story.ToString());
    }
}
