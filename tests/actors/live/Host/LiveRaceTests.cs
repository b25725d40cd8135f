using System.Text.RegularExpressions;

using ActorVm.Cli.Commands;

namespace ActorVm.Tests.Live.Host;

/// <summary>A race that is lost once on real threads is lost as often as anybody likes.</summary>
[Collection(nameof(Serilog.Log))]
public sealed partial class LiveRaceTests
{
    private const string Lost = "requests-are-granted: 1 of 1 were not";

    /// <summary>An interrupt is to come after the first disk write, which takes 100 ms, and before the end of the second, which takes as long.</summary>
    private static readonly int[] Milliseconds = [160, 200, 140, 180, 240, 280, 320, 400];

    [Fact]
    public void A_race_that_was_lost_live_is_lost_in_the_replay_made_small_and_explored_around()
    {
        var file = Path.Combine(Places.Folder(), "lost.schedule");
        var live = Milliseconds.Select(wait => Live(wait, file)).First(run => run.Code == ExitCode.PropertyFailed);
        Assert.Contains("requests-are-granted     FAILS  1 of 1 were not", live.Out, StringComparison.Ordinal);

        var replayed = Typed.Run("replay", file);
        Assert.Equal(ExitCode.PropertyFailed, replayed.Code);
        Assert.Contains($"every one and every state as it was written\nstate {live.StateHash}\n{Lost}\n", replayed.Out, StringComparison.Ordinal);

        var around = Typed.Run("explore", "--near", file, "--within", "2");
        Assert.Equal(ExitCode.PropertyFailed, around.Code);

        var shrunk = Typed.Run("shrink", file);
        Assert.Contains(Lost, shrunk.Out, StringComparison.Ordinal);
        Assert.InRange(int.Parse(Before().Match(shrunk.Out).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 10, 40);
        Assert.Equal(ExitCode.PropertyFailed, Typed.Run("replay", file).Code);
    }

    private static Typed Live(int wait, string file) => Typed.Run("live", "races/refragmentation", "--set", "machine.disk.transfer=100ms", "--set", $"interrupts.every={wait}ms", "--set", "interrupts.hold=500ms", "--record", file);

    [GeneratedRegex(@"^(\d+) deliveries \(\d+ before shrinking", RegexOptions.Multiline)]
    private static partial Regex Before();
}
