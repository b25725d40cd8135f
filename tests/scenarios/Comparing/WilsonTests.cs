using ActorVm.Cli.Comparing;

namespace ActorVm.Tests.Scenarios.Comparing;

public sealed class WilsonTests
{
    /// <summary>The first four are those of R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(0, 0, 0, 1)]
    public void The_interval_is_that_of_the_literature(int successes, int tries, double low, double high)
    {
        var rate = Wilson.Of(successes, tries);

        Assert.Equal((low, high), (Math.Round(rate.Low, 4), Math.Round(rate.High, 4)));
    }
}
