using ActorVm.Tests.Crash;

namespace ActorVm.Tests.Persistence;

/// <summary>A few kills; tests/crash does as many as one likes.</summary>
public sealed class CrashTests
{
    [Fact]
    public void A_process_that_is_killed_at_any_instant_loses_nothing_that_was_committed() =>
        Assert.Empty(new CrashTrials(Places.File(), seed: 7, _ => { }, commands: 2).Run(kills: 4));
}
