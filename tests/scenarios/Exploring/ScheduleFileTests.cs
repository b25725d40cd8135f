using System.Runtime.CompilerServices;

using ActorVm.Cli.Commands;

namespace ActorVm.Tests.Scenarios.Exploring;

/// <summary>A schedule of H11 that was written once. Its hashes are the same in every build, Debug and Release.</summary>
/// <remarks>Written by <c>actorvm explore races/h11-shared-start</c>; to be written anew when the kernel changes on purpose.</remarks>
public sealed class ScheduleFileTests
{
    private readonly string folder = Directory.CreateTempSubdirectory("actorvm-").FullName;

    [Fact]
    public void A_schedule_that_was_kept_replays_to_the_same_states_in_every_build()
    {
        var replayed = Typed.Run("replay", Kept());

        Assert.Equal(
            """
            h11-shared-start: 16 deliveries, every one and every state as it was written
            state 33586c31afe341450719d00de3f4c887
            no-panic: panic: vm_page_free: freeing wired page

            """,
            replayed.Out);
        Assert.Equal(("", ExitCode.PropertyFailed), (replayed.Error, replayed.Code));
    }

    [Fact]
    public void It_can_be_stopped_before_anything_goes_wrong()
    {
        var replayed = Typed.Run("replay", Kept(), "--until", "3", "--show");

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

        Typed.Run("run", "history/h14-free-page-stolen", "--schedule", schedule);
        var replayed = Typed.Run("replay", schedule);

        Assert.Equal(ExitCode.Ok, replayed.Code);
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
        var copy = Path.Combine(folder, "copy.schedule");
        File.Copy(Kept(), copy);

        Assert.Equal(16, (int)Typed.Run("shrink", copy, "--json").Json["deliveries"]!);
    }

    private static string Kept([CallerFilePath] string test = "") => Path.Combine(Path.GetDirectoryName(test)!, "h11-shared-start.schedule");

    private string Swapped(string first, string second)
    {
        var lines = File.ReadAllLines(Kept());
        var (one, other) = (Array.FindIndex(lines, line => line.Contains(first, StringComparison.Ordinal)), Array.FindIndex(lines, line => line.Contains(second, StringComparison.Ordinal)));
        (lines[one], lines[other]) = (lines[other], lines[one]);
        var path = Path.Combine(folder, "swapped.schedule");
        File.WriteAllLines(path, lines);
        return path;
    }
}
