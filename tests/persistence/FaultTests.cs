using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

using ActorVm.Cli.Commands;
using ActorVm.Persistence;
using ActorVm.Simulation;
using ActorVm.Tests.Crash;

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
        string[] words = ["run", "running-programs", "--set", "drivers.0.requests.0.at=20s"];
        var (store, wanted) = (Places.Postgres(), Typed.Run(words));
        var name = new Uri(store).AbsolutePath[1..];
        Store.Open(store).Dispose();
        using var stop = new ManualResetEventSlim();
        var (cuts, random) = (0, new SplitMix64(5));
        var cutter = new Thread(() =>
        {
            using var connection = (NpgsqlConnection)Database.At(Places.Server!).Open();

            // Ever more seldom: a slow machine gets a commit through as well.
            while (!stop.Wait(20 + random.Below(180 + 10 * cuts)))
            {
                using var command = connection.CreateCommand();
                command.CommandText = $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'";
                cuts += Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
            }
        });

        cutter.Start();
        var told = Typed.Run([.. words, "--store", store, "--snapshot-every", "400"]);
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

    [ServerFact]
    public void A_server_that_is_started_anew_in_the_middle_of_a_run_changes_nothing()
    {
        using var server = new PostgresServer();
        var wanted = Typed.Run("run", "running-programs");
        using var process = ToolProcess.Start("run", "running-programs", "--store", server.Address, "--snapshot-every", "1000");
        while (Typed.Run("runs", "--json", "--store", server.Address).Json.AsArray().Count == 0)
            Thread.Sleep(20);
        server.Stop();
        server.Start();
        var (code, said, error) = process.End();

        Assert.Equal((wanted.Code, ""), (code, error));
        Assert.StartsWith(wanted.Out, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_not_waited_for_in_silence()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        var store = $"postgres://user@127.0.0.1:{((IPEndPoint)deaf.LocalEndpoint).Port}/db";

        var told = Typed.Run("run", "quiet-machine", "--store", store);

        Assert.Equal(
            (ExitCode.WrongInput, $"{store}: waiting for the server …\n{store}: does not answer within 5 s. Is the host right, does a server listen there, do firewalls let it through?\n"),
            (told.Code, told.Error));
    }

    [ServerFact]
    public void A_server_that_does_not_come_back_stops_the_run_which_can_be_resumed()
    {
        using var server = new PostgresServer();
        var wanted = Typed.Run("run", "running-programs");
        Typed.Run("run", "running-programs", "--store", server.Address, "--stop-after", "2000");
        var (patience, told) = (Store.Patience, new Typed(0, "", ""));
        try
        {
            Store.Patience = TimeSpan.FromSeconds(1);
            var stop = new Thread(() =>
            {
                using (var store = Store.Open(server.Address))
                {
                    while (store.Find(1).HeldBy is null)
                        Thread.Sleep(1);
                }

                server.Stop();
            });
            stop.Start();
            told = Typed.Run("resume", "1", "--store", server.Address);
            stop.Join();
        }
        finally
        {
            Store.Patience = patience;
        }

        server.Start();
        EndLease(server.Address);
        Assert.Equal(ExitCode.WrongInput, told.Code);
        Assert.Contains($"Go on with: actorvm resume 1 --store {server.Address}", told.Error, StringComparison.Ordinal);
        Assert.Equal(wanted.Out, Typed.Run("resume", "1", "--store", server.Address).Report);
    }

    [RootFact]
    public void A_full_disk_is_told_and_what_was_committed_is_kept()
    {
        var folder = Places.Folder();
        Start("mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", folder);
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

    [RootTheory]
    [InlineData("explore", "lost_update 3", "--strategy", "pos", "--runs", "30000", "--snapshot-every", "100")]
    [InlineData("verify", "lost_update 4", "--engine", "dpor", "--snapshot-every", "5")]
    [InlineData("verify", "twophase-tla 4", "--engine", "states", "--snapshot-every", "100")]
    public void A_disk_that_fills_up_under_an_exploration_is_told_and_what_was_committed_is_kept(params string[] words)
    {
        var folder = Places.Folder();
        Start("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", folder);
        try
        {
            var file = Path.Combine(folder, "actorvm.db");
            var wanted = Typed.Run([.. words, "--json", "--store", Places.File()]);
            var told = Typed.Run([.. words, "--json", "--store", file, "--name", "full"]);
            Assert.Equal(ExitCode.WrongInput, told.Code);
            Assert.Contains($"the disk is full; what was committed is kept. Make room and resume. Go on with: actorvm resume 1 --store {file}", told.Error, StringComparison.Ordinal);

            Start("mount", "-o", "remount,size=64m", folder);
            EndLease(file);
            Assert.Equal(Lasting(wanted), Lasting(Typed.Run("resume", "full", "--json", "--store", file)));
        }
        finally
        {
            Start("umount", folder);
        }
    }

    // Steps that items share are made once in each; clocks run.
    private static string Lasting(Typed told)
    {
        var said = told.Json.AsObject();
        foreach (var name in (string[])["seconds", "deliveries_per_s"])
            said.Remove(name);
        return said.ToJsonString();
    }

    // A process that gave up would be gone by now; this one is not.
    private static void EndLease(string store)
    {
        using var connection = Database.At(store).Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE runs SET lease_until = 0; UPDATE work SET lease_until = 0";
        command.ExecuteNonQuery();
    }

    private static void Start(string command, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(command, words) { RedirectStandardError = true })!;
        process.WaitForExit();
    }
}
