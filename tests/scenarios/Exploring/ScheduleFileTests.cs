using ActorVm.Cli.Commands;

namespace ActorVm.Tests.Scenarios.Exploring;

/// <summary>A schedule of H11: written, kept, edited, replayed, shrunk.</summary>
public sealed class ScheduleFileTests
{
    private static readonly Lazy<string> Made = new(() =>
    {
        var scenario = Typed.Copy("races/h11-shared-start");
        Typed.Run("explore", scenario);
        return Path.Combine(Path.GetDirectoryName(scenario)!, "discoveries", "h11-shared-start-no-panic.schedule");
    });

    private readonly string folder = Directory.CreateTempSubdirectory("actorvm-").FullName;

    /// <remarks>Debug and Release compare with the same file; the states packed for naming differences are left out of it.</remarks>
    [Fact]
    public void Every_build_writes_the_same_states() => Verified.Equal(
        "h11-shared-start.verified.schedule",
        string.Concat(File.ReadLines(Made.Value).Where(line => !line.StartsWith("~ ", StringComparison.Ordinal)).Select(line => line + "\n")));

    [Fact]
    public void A_schedule_replays_and_what_went_wrong_goes_wrong_again()
    {
        var replayed = Typed.Run("replay", Made.Value);

        Assert.StartsWith("h11-shared-start: 16 deliveries, every one and every state as it was written\nstate ", replayed.Out, StringComparison.Ordinal);
        Assert.EndsWith("\nno-panic: panic: vm_page_free: freeing wired page\n", replayed.Out, StringComparison.Ordinal);
        Assert.Equal(("", ExitCode.PropertyFailed), (replayed.Error, replayed.Code));
    }

    [Fact]
    public void It_can_be_stopped_before_anything_goes_wrong()
    {
        var replayed = Typed.Run("replay", Made.Value, "--until", "3", "--show");

        Assert.Equal(ExitCode.Ok, replayed.Code);
        Assert.Equal(3, replayed.Out.Split('\n').Count(line => line.Contains(" <- ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_lines_swapped_by_hand_are_followed_if_that_is_possible()
    {
        var replayed = Typed.Run("replay", Swapped("AllocateContig", "driver/fxp0 <- timer"));

        Assert.Contains("edited by hand: followed, not compared", replayed.Out, StringComparison.Ordinal);
        Assert.Contains("freeing wired page", replayed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_lines_swapped_by_hand_are_refused_with_the_reason_if_it_is_not()
    {
        var replayed = Typed.Run("replay", Swapped("AllocateContig", "allocator/sb0 #1 ContinueContig"));

        Assert.Equal(ExitCode.PropertyFailed, replayed.Code);
        Assert.Contains("queue-manager <- allocator/sb0 cannot be delivered; on its way: ", replayed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_in_virtual_time_replays_with_the_events_of_its_scenario()
    {
        var schedule = Path.Combine(folder, "run.schedule");

        var run = Typed.Run("run", "history/h14-free-page-stolen", "--schedule", schedule);
        var replayed = Typed.Run("replay", schedule);

        Assert.Equal((ExitCode.PropertyFailed, ExitCode.PropertyFailed), (run.Code, replayed.Code));
        Assert.Contains("\nno-livelock: step ", replayed.Out, StringComparison.Ordinal);
        Assert.Contains("every one and every state as it was written", replayed.Out, StringComparison.Ordinal);
        Assert.Contains("<- outside #1 Disturb Grab 51", File.ReadAllText(schedule), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edited_scenario_is_told()
    {
        var scenario = Typed.Copy("races/h22-stale-object");
        Typed.Run("explore", scenario);
        File.AppendAllText(scenario, "# edited\n");

        var replayed = Typed.Run("replay", Path.Combine(Path.GetDirectoryName(scenario)!, "discoveries", "h22-stale-object-no-panic.schedule"));

        Assert.EndsWith("h22-stale-object.yaml has been edited since this schedule was written\n", replayed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_discovery_that_can_no_longer_be_made_passes()
    {
        var scenario = Typed.Copy("races/h11-shared-start");
        Typed.Run("explore", scenario);
        var discoveries = Path.Combine(Path.GetDirectoryName(scenario)!, "discoveries");
        File.WriteAllText(scenario, File.ReadAllText(scenario).Replace("revision: 1.51", "revision: mended", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Ok, Typed.Run("run", discoveries).Code);
    }

    [Fact]
    public void A_long_schedule_is_shrunk_to_the_shortest_way()
    {
        var copy = Beside("copy", File.ReadLines(Made.Value));

        Assert.Equal(16, (int)Typed.Run("shrink", copy, "--json").Json["deliveries"]!);
    }

    private static string Swapped(string first, string second)
    {
        var lines = File.ReadAllLines(Made.Value);
        var (one, other) = (Array.FindIndex(lines, line => line.Contains(first, StringComparison.Ordinal)), Array.FindIndex(lines, line => line.Contains(second, StringComparison.Ordinal)));
        (lines[one], lines[other]) = (lines[other], lines[one]);
        return Beside("swapped", lines);
    }

    private static string Beside(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(Path.GetDirectoryName(Made.Value)!, name + ".schedule");
        File.WriteAllLines(path, lines);
        return path;
    }
}
