using System.Diagnostics;

using ActorVm.Cli.Commands;
using ActorVm.Persistence;
using ActorVm.Simulation;

using Npgsql;

namespace ActorVm.Tests.Persistence;

/// <summary>A store that goes away, or is full, in the middle of a run.</summary>
public sealed class FaultTests
{
    public static TheoryData<string> Servers => ["the server of ACTORVM_POSTGRES"];

    [PostgresTheory]
    [MemberData(nameof(Servers))]
    public void A_connection_that_is_cut_again_and_again_changes_nothing(string server)
    {
        Assert.NotNull(server);
        var (store, wanted) = (Places.Postgres(), Typed.Run("run", "running-programs"));
        var name = new Uri(store).AbsolutePath[1..];
        Store.Open(store).Dispose();
        using var stop = new ManualResetEventSlim();
        var (cuts, random) = (0, new SplitMix64(5));
        var cutter = new Thread(() =>
        {
            using var connection = (NpgsqlConnection)Database.At(Places.Server!).Open();
            while (!stop.Wait(400 + random.Below(600)))
            {
                using var command = connection.CreateCommand();
                command.CommandText = $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'";
                cuts += Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
            }
        });

        cutter.Start();
        var told = Typed.Run("run", "running-programs", "--store", store, "--snapshot-every", "400");
        stop.Set();
        cutter.Join();

        if (told.Code == ExitCode.WrongInput)
        {
            EndLease(store);
            told = Typed.Run("resume", "1", "--store", store);
        }

        Assert.Equal((wanted.Code, "", wanted.Out), (told.Code, told.Error, told.Report));
        Assert.True(cuts > 0);
    }

    [Fact]
    public void A_full_disk_is_told_and_what_was_committed_is_kept()
    {
        var folder = Places.Folder();
        if (!Mount(folder))
            return;

        try
        {
            var (file, wanted) = (Path.Combine(folder, "actorvm.db"), Typed.Run("run", "running-programs"));
            var told = Typed.Run("run", "running-programs", "--store", file, "--snapshot-every", "50");
            Assert.Equal(ExitCode.WrongInput, told.Code);
            Assert.Contains("the disk is full; what was committed is kept. Make room and resume", told.Error, StringComparison.Ordinal);

            Start("mount", "-o", "remount,size=64m", folder);
            EndLease(file);
            Assert.Equal(wanted.Out, Typed.Run("resume", "1", "--store", file).Report);
        }
        finally
        {
            Start("umount", folder);
        }
    }

    // A process that gave up would be gone by now; this one is not.
    private static void EndLease(string store)
    {
        using var connection = Database.At(store).Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE runs SET lease_until = 0";
        command.ExecuteNonQuery();
    }

    // Only root may mount; elsewhere there is nothing to fill.
    private static bool Mount(string folder) => Environment.UserName == "root" && Start("mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", folder) == 0;

    private static int Start(string command, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(command, words) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
