using System.Diagnostics;
using System.Globalization;

using ActorVm.Simulation;
using ActorVm.Simulation.Models;

namespace ActorVm.Benchmarks;

/// <summary>
/// Every state of the models of the known answers, against the targets: seconds and states a second in processor time,
/// bytes a state, how far one core's work is from half of two, and whether the rate holds as the work grows.
/// </summary>
internal static class StateSearch
{
    // SPIN 6.5.2 without reduction: 660 k states/s.
    private const double SpinThousands = 660;

    // With partial-order reduction: 0.37 s, 0.53 of what it needs without.
    private const double SpinReducedSeconds = 0.37;

    private static readonly int[] Sizes = [100_000, 1_000_000, 5_000_000, 20_000_000, 100_000_000];

    public static void Run()
    {
        Search("contig-race XS", new StateOptions());
        var (seconds, report) = Search("contig-race S", new StateOptions(), rounds: 5);
        Measure.Row("contig-race S, k states/s", report.States / seconds / 1e3, "≥", 1.5 * SpinThousands, "k states/s");
        Measure.Row("contig-race S exact", Bytes(report), "≤", 48, "bytes a state");
        Halves("contig-race S", rounds: 5);
        var (reducedSeconds, reduced) = Search("contig-race S", new StateOptions { Reduce = true }, rounds: 5);
        Measure.Row("contig-race S reduced", reducedSeconds, "≤", SpinReducedSeconds, $"s   ({reducedSeconds / seconds:0.00} of all of it, {reduced.States} states)");
        Measure.Row("contig-race S fingerprints", Bytes(Search("contig-race S", new StateOptions { Fingerprints = true }).Report), "≤", 24, "bytes a state");

        (seconds, report) = Search("contig-race M", new StateOptions());
        Measure.Row("contig-race M", seconds, "≤", 5, "s");
        Measure.Row("contig-race M exact", (report.Bytes + report.CatalogueBytes) / 1e6, "≤", 500, "MB");
        Halves("contig-race M", rounds: 2);

        (seconds, report) = Search("twophase-tla 8", new StateOptions());
        Measure.Row("twophase-tla 8", seconds, "≤", 1.5, $"s   ({seconds * 1e9 / report.Transitions:0} ns a transition, {Bytes(report):0.0} bytes a state)");
        Measure.Row("contig-race XS broken, found depth first", Search("contig-race XS broken", new StateOptions { DeepFirst = true }).Report.States, "≤", 500, "states");
    }

    /// <summary>One model, so many times.</summary>
    public static void Of(string model, int cores, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            var (seconds, report) = Search(model, new StateOptions { Cores = cores });
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{model}: {report.States} states, {report.Transitions} transitions, {watch.Elapsed.TotalSeconds:0.000} s, {seconds * 1e9 / report.Transitions:0} ns of processor time a transition, {Bytes(report):0.0} bytes a state"));
        }
    }

    /// <summary>What a second core brings, and nothing else.</summary>
    public static void Cores()
    {
        Halves("contig-race S", rounds: 15);
        Halves("twophase-tla 8", rounds: 3);
    }

    /// <summary>States a second as the work grows: the start of a model with more than 10^8 states.</summary>
    public static void Growth(int most)
    {
        Search("contig-race XS", new StateOptions());
        double? first = null;
        foreach (var states in Sizes.Where(states => states <= most))
        {
            var (seconds, report) = Search("contig-race F", new StateOptions { MaxStates = states, Fingerprints = states > 5_000_000 });
            var rate = report.States / seconds / 1e3;
            first ??= rate;
            Measure.Row($"contig-race F, first {report.States} states, k states/s", rate, "≥", first.Value / 2, $"k states/s   ({Bytes(report):0.0} bytes a state)");
        }
    }

    // In wall time: cores that wait for each other ask all the time, which is processor time as well.
    private static void Halves(string model, int rounds)
    {
        var (one, two) = (0.0, 0.0);
        var taken = Measure.TakenByHost(() => (one, two) = (Wall(model, cores: 1, rounds), Wall(model, cores: 2, rounds)));
        Measure.Row($"{model} on two cores", one / two, "≥", 1.7, $"times one, in wall time   (the host took {taken:P0} of both cores meanwhile)");
    }

    private static double Wall(string model, int cores, int rounds) => Enumerable.Range(0, rounds).Min(_ =>
    {
        var watch = Stopwatch.StartNew();
        Explore.States(OracleModel.Build(model), new StateOptions { Cores = cores });
        return watch.Elapsed.TotalSeconds;
    });

    private static double Bytes(StateReport report) => (double)(report.Bytes + report.CatalogueBytes) / report.States;

    private static (double Seconds, StateReport Report) Search(string model, StateOptions options, int rounds = 1)
    {
        var report = default(StateReport);
        var seconds = Measure.LeastCpu(rounds, () => report = Explore.States(OracleModel.Build(model), options));
        return (seconds, report!);
    }
}
