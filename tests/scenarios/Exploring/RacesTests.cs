using ActorVm.Cli.Commands;

namespace ActorVm.Tests.Scenarios.Exploring;

/// <summary>The races of the kernel on machines of 8 to 12 pages: found where they are, and proved absent where they are not.</summary>
public sealed class RacesTests
{
    private const int RunsMost = 1000;
    private const int DeliveriesMost = 25;

    /// <summary>Scenario, what goes wrong, and the states of all that can happen in the mended text.</summary>
    public static readonly TheoryData<string, string, int> Races = new()
    {
        { "refragmentation", "requests-are-granted: 1 of 1 were not", 168 },
        { "h11-shared-start", "no-panic: panic: vm_page_free: freeing wired page", 313 },
        { "h14-free-page-stolen", "no-livelock: allocator/fxp0 spins for ever: it claims page 9, which is active and dirty", 86 },
        { "h15-vnode-deadlock", "no-deadlock: deadlock of allocator/bktr0, program/logger: vnode 2 held by program/logger, allocator/bktr0 waits", 4539 },
        { "h22-stale-object", "no-panic: panic: page fault at the lock of the object of page 1, which belongs to none any more", 56 },
    };

    [Theory]
    [MemberData(nameof(Races))]
    public void Each_is_found_by_pct_and_told_in_a_story_that_fits_on_a_screen(string race, string what, int _)
    {
        var scenario = Typed.Copy($"races/{race}");
        var explored = Typed.Run("explore", scenario, "--strategy", "pct", "--runs", $"{RunsMost}", "--json");
        var found = explored.Json["discoveries"]![0]!;

        Assert.Equal(ExitCode.PropertyFailed, explored.Code);
        Assert.StartsWith(what, (string)found["what"]!, StringComparison.Ordinal);
        Assert.InRange((int)explored.Json["first_failure"]!, 1, RunsMost);
        Assert.InRange((int)found["deliveries"]!, 1, DeliveriesMost);
        Assert.True(found["race"] is not null && found["inevitable_from"] is not null, found.ToJsonString());
        Assert.Equal(ExitCode.PropertyFailed, Typed.Run("run", Path.GetDirectoryName((string)found["schedule"]!)!).Code);
    }

    [Theory]
    [MemberData(nameof(Races))]
    public void None_can_happen_in_the_mended_text(string race, string _, int states)
    {
        var verified = Typed.Run("verify", $"races/{race}", "--revision", "mended", "--engine", "states", "--exact", "--json");

        Assert.Equal(ExitCode.Ok, verified.Code);
        Assert.Equal(("correct", true, states), ((string?)verified.Json["verdict"], (bool)verified.Json["complete"]!, (int)verified.Json["states"]!));
        Assert.True((int)verified.Json["ends"]! > 0);
    }

    [Fact]
    public void Every_race_is_tested() => Assert.Equal(
        ScenarioLibrary.All().Where(entry => entry.Name.StartsWith("races/", StringComparison.Ordinal)).Select(entry => entry.Name["races/".Length..]).Order(StringComparer.Ordinal),
        Races.Select(row => (string)row[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void Pages_taken_at_once_are_safe_in_the_text_of_1_36_too() =>
        Assert.Equal("correct", (string?)Typed.Run("verify", "races/refragmentation", "--set", "protect-claimed=on", "--json").Json["verdict"]);
}
