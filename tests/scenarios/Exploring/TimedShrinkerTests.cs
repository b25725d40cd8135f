using ActorVm.Cli.Commands;

namespace ActorVm.Tests.Scenarios.Exploring;

public sealed class TimedShrinkerTests
{
    private const string Events = "  - {do: exit, page: 3, at: 5100us}\n";
    private const string Others = "  - {do: dirty, page: 5, at: 1ms}\n  - {do: touch, page: 6, sleep: 1}\n";

    [Fact]
    public void A_run_in_virtual_time_goes_without_the_events_that_are_not_needed_for_what_goes_wrong()
    {
        var schedule = Recorded(Others + Events + "  - {do: exit, page: 7, at: 5200us}\n", out var ran);
        var shrunk = Typed.Run("shrink", schedule);
        var replayed = Typed.Run("replay", schedule);

        Assert.Equal((ExitCode.PropertyFailed, ExitCode.PropertyFailed, ExitCode.PropertyFailed), (ran, shrunk.Code, replayed.Code));
        Assert.StartsWith("no-panic: ", shrunk.Out, StringComparison.Ordinal);
        Assert.Contains("\nwithout: queue-manager <- outside #2 Disturb Dirty 5", shrunk.Out, StringComparison.Ordinal);
        Assert.Contains("\nwithout-event: 2 touch page 6\n", shrunk.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Exit 3", shrunk.Out, StringComparison.Ordinal);
        Assert.Contains("none of the events, actors and failures that are left can be left out alone", shrunk.Out, StringComparison.Ordinal);
        Assert.Contains("\nno-panic: ", replayed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_small_already_stays_as_it_is()
    {
        var schedule = Recorded(Events, out _);
        var first = Typed.Run("shrink", schedule, "--json").Json;
        var text = File.ReadAllText(schedule);
        var second = Typed.Run("shrink", schedule, "--json").Json;

        Assert.Equal((int)first["deliveries"]!, (int)second["deliveries"]!);
        Assert.Equal(text, File.ReadAllText(schedule));
    }

    [Fact]
    public void A_run_in_which_nothing_goes_wrong_is_refused()
    {
        var schedule = Recorded(Events, out var ran, "--revision", "mended");
        var shrunk = Typed.Run("shrink", schedule);

        Assert.Equal((ExitCode.Ok, ExitCode.WrongInput, ExitCode.Ok), (ran, shrunk.Code, Typed.Run("replay", schedule).Code));
        Assert.Contains("nothing goes wrong in this run", shrunk.Error, StringComparison.Ordinal);
    }

    private static string Recorded(string events, out int code, params string[] more)
    {
        var scenario = Typed.Copy("history/h22-object-after-the-sleep");
        File.WriteAllText(scenario, File.ReadAllText(scenario).Replace(Events, events, StringComparison.Ordinal));
        var schedule = Path.ChangeExtension(scenario, "schedule");
        code = Typed.Run(["run", scenario, "--schedule", schedule, .. more]).Code;
        return schedule;
    }
}
