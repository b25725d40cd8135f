using System.Diagnostics;

using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Benchmarks;

/// <summary>Every state of the models of the known answers: states a second, bytes a state.</summary>
internal static class StateSearch
{
    public static void Run()
    {
        Explore.States(OracleModel.Build("contig-race XS"));
        foreach (var model in new[] { "contig-race S", "contig-race M", "twophase-tla 8" })
        {
            foreach (var cores in new[] { 1, 2 })
                Run(model, new StateOptions { Cores = cores }, rounds: model == "contig-race S" ? 3 : 1);
            Run(model, new StateOptions { Fingerprints = true }, rounds: 1);
        }
    }

    private static void Run(string model, StateOptions options, int rounds)
    {
        var (best, cpu, report) = (TimeSpan.MaxValue, TimeSpan.MaxValue, default(StateReport));
        for (var round = 0; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            var before = Environment.CpuUsage.TotalTime;
            report = Explore.States(OracleModel.Build(model), options);
            best = watch.Elapsed < best ? watch.Elapsed : best;
            cpu = (Environment.CpuUsage.TotalTime - before) is var used && used < cpu ? used : cpu;
        }

        Console.WriteLine(
            $"{model,-16} {(options.Fingerprints ? "fingerprints" : "exact"),-12} {options.Cores} core(s) {report!.States,9} states {report.Transitions,9} transitions {best.TotalSeconds,6:0.00} s (cpu {cpu.TotalSeconds:0.00} s)" +
            $" {report.States / best.TotalSeconds / 1e3,7:0} k states/s {cpu.TotalNanoseconds / report.Transitions,5:0} ns/transition" +
            $" {(double)report.Bytes / report.States,5:0.0} + {(double)report.CatalogueBytes / report.States:0.0} bytes/state");
    }
}
