using ActorVm.Cli.Commands;
using ActorVm.Simulation;

namespace ActorVm.Tests.Live.Persistence;

/// <summary>Persistent actors in processes of their own: killed, and too late.</summary>
public sealed class PersistentProcessTests
{
    // Long enough that nobody is through before somebody else comes.
    private static readonly string[] Long = ["run", "running-programs", "--set", "drivers.0.requests.0.at=120s", "--set", "until=140s"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_whose_process_is_killed_again_and_again_ends_as_one_that_never_was(int seed)
    {
        var (file, wanted, random) = (Places.File(), Typed.Run(Long), new SplitMix64((ulong)seed));
        string[] begin = [.. Long, "--akka", "--snapshot-every", "3000", "--store", file];
        for (var kills = 0; kills < 4; kills++)
        {
            using var process = ToolProcess.Start(IsKept(file) ? ["resume", "1", "--akka", "--store", file] : begin);
            if (!process.WaitFor(TimeSpan.FromMilliseconds(1_500 + random.Below(2_500))))
                process.Kill();
            process.End();
        }

        var resumed = Typed.Run("resume", "1", "--akka", "--store", file);

        Assert.Equal((wanted.Code, wanted.Out, ""), (resumed.Code, resumed.Report, resumed.Error));
        Assert.Equal(wanted.StateHash, Typed.Run("resume", "1", "--store", file).StateHash);
    }

    [Fact]
    public void Who_lost_the_lease_meanwhile_is_refused_and_what_the_other_wrote_stays()
    {
        var (file, wanted) = (Places.File(), Typed.Run(Long));
        using var first = ToolProcess.Start([.. Long, "--akka", "--snapshot-every", "3000", "--store", file]);
        while (!IsKept(file))
            Thread.Sleep(20);
        first.Signal("STOP");
        Tables.Change(file, "UPDATE runs SET lease_until = 0");
        var taken = Typed.Run("resume", "1", "--akka", "--store", file);
        first.Signal("CONT");
        var (code, _, error) = first.End();

        Assert.Equal(wanted.Out, taken.Report);
        Assert.Equal((ExitCode.WrongInput, true), (code, error.Contains("run 1", StringComparison.Ordinal)));
        Assert.Equal(wanted.StateHash, Typed.Run("resume", "1", "--store", file).StateHash);
    }

    private static bool IsKept(string file) => File.Exists(file) && Typed.Run("runs", "--json", "--store", file) is { Code: 0 } told && told.Json.AsArray().Count > 0;
}
