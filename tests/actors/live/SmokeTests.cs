namespace ActorVm.Tests.Live;

public sealed class SmokeTests
{
    [Fact]
    public void Akka_is_there() => Assert.StartsWith("1.5", ActorVm.Live.Placeholder.Version, StringComparison.Ordinal);
}
