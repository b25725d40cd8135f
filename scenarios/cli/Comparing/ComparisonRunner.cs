using System.Runtime.ExceptionServices;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Comparing;

/// <summary>
/// Runs every scenario with every variant and every seed. Worlds are independent of each other, so each thread takes the next
/// one; the results are put where they belong, so their order does not depend on who was faster.
/// </summary>
internal sealed class ComparisonRunner(IScenarioRunner runner, Action<int, int> progress)
{
    /// <exception cref="Binding.ScenarioException">A scenario, or a file it names, is wrong; before anything has run where that can be told.</exception>
    public Comparison Run(IReadOnlyList<ComparedScenario> scenarios, IReadOnlyList<Variant> variants, int seeds)
    {
        var pairs = scenarios.SelectMany(scenario => variants.Select(variant => (scenario, variant, loaded: ScenarioReader.Read(scenario.Path, variant.Settings)))).ToArray();
        var samples = new RunSample[pairs.Length * seeds];
        var done = 0;
        try
        {
            Parallel.For(0, samples.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                var loaded = pairs[i / seeds].loaded;
                var options = new RunOptions { Seed = loaded.File.Seed + (i % seeds) };
                samples[i] = RunSample.Of(runner.Run(loaded, options), loaded.File);
                progress(Interlocked.Increment(ref done), samples.Length);
            });
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        var rows = pairs.Select((pair, i) => ComparedRow.Of(pair.scenario.Name, pair.variant, samples[(i * seeds)..((i + 1) * seeds)]));
        return new Comparison(scenarios, variants, seeds, [.. rows]);
    }
}
