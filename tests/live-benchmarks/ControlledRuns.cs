using System.Diagnostics;

using ActorVm.Tests.Live.Controlled;

namespace ActorVm.Live.Benchmarks;

/// <summary>Ordinary Akka actors that lose an update, every schedule of their mailboxes: each is a run from the beginning.</summary>
internal static class ControlledRuns
{
    private const int Rounds = 20;

    public static void Run()
    {
        foreach (var clients in (int[])[2, 3])
        {
            using var system = LostUpdate.Of(clients);
            ControlledExplorer.Schedules(system);
            var (watch, runs, deliveries) = (Stopwatch.StartNew(), 0L, 0L);
            for (var round = 0; round < (clients == 2 ? Rounds : 1); round++)
            {
                var report = ControlledExplorer.Schedules(system);
                (runs, deliveries) = (runs + report.Runs, deliveries + report.Deliveries);
            }

            Console.WriteLine($"controlled, {clients} clients                {runs / watch.Elapsed.TotalSeconds,10:N0} schedules/s, {deliveries / watch.Elapsed.TotalSeconds:N0} deliveries/s, {runs / (clients == 2 ? Rounds : 1):N0} schedules");
        }
    }
}
