using ActorVm.Cli.Properties;
using ActorVm.Cli.Scenarios;
using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>
/// A watch that looks back, as a property of explorations that make one run after another: it is shown each situation of a
/// run once and in order, and begins anew with each run.
/// </summary>
internal sealed class RunProperty
{
    private readonly Func<AlwaysWatch> create;
    private readonly ScenarioFile file;
    private AlwaysWatch watch;
    private RequestLog requests = new();
    private RunView? view;
    private World? world;
    private long seen = -1;

    private RunProperty(Func<AlwaysWatch> create, ScenarioFile file)
    {
        (this.create, this.file) = (create, file);
        watch = create();
    }

    public static Property Of(string name, object? argument, LoadedScenario scenario)
    {
        var property = new RunProperty(() => (AlwaysWatch)PropertyRegistry.Always(name, argument), scenario.File);
        return new Property(name, ActorVm.Simulation.PropertyKind.Always, property.Holds, _ => $"{name}: {property.watch.Failure}") { LooksBack = true };
    }

    private bool Holds(ISituation situation)
    {
        var now = (World)situation;
        if (now != world || now.Steps < seen || view is null)
        {
            (world, requests, watch) = (now, new RequestLog(), create());
            view = new RunView(now, requests, file);
            seen = now.Steps;
        }

        if (now.Steps > seen)
        {
            seen = now.Steps;
            requests.Saw(now.Last, now);
            watch.Saw(now.Last, view);
        }

        return !watch.HasFailed;
    }
}
