using ActorVm.Cli.Commands;

namespace ActorVm.Tests.Scenarios.Exploring;

public sealed class FirstDifferenceTests
{
    [Fact]
    public void Where_memory_is_another_than_it_was_the_page_and_its_queue_are_named()
    {
        var scenario = Typed.Copy("races/h11-shared-start");
        Typed.Run("explore", scenario);
        File.WriteAllText(scenario, File.ReadAllText(scenario).Replace("W2 I2 W4 F4", "W2 I2 W4 F3 C1", StringComparison.Ordinal));

        var replayed = Typed.Run("replay", Path.Combine(Path.GetDirectoryName(scenario)!, "discoveries", "h11-shared-start-no-panic.schedule"));

        Assert.Equal(ExitCode.PropertyFailed, replayed.Code);
        Assert.Contains("diverged after 0 deliveries: queue-manager page 11 queue: expected FREE, is CACHE\n", replayed.Out + replayed.Error, StringComparison.Ordinal);
    }
}
