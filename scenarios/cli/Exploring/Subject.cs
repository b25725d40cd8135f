using ActorVm.Cli.Binding;
using ActorVm.Cli.Scenarios;
using ActorVm.Simulation;

namespace ActorVm.Cli.Exploring;

/// <summary>What is explored: a world before its first step, and what is asked of it.</summary>
internal sealed class Subject
{
    private readonly Kernel.ScenarioMemory? memory;

    private readonly KernelProperties? kernel;

    private Subject(Recipe recipe, LoadedScenario? scenario, Kernel.Cast cast, KernelProperties? kernel)
    {
        (Recipe, Scenario, Start, Asked) = (recipe, scenario, cast.World, kernel?.All() ?? []);
        this.kernel = kernel;
        memory = recipe.Pace == Pace.Timed ? cast.Memory : null;
    }

    public Recipe Recipe { get; }

    /// <summary>Null for a model.</summary>
    public LoadedScenario? Scenario { get; }

    public World Start { get; }

    public IReadOnlyList<KernelProperty> Asked { get; }

    public string Name => Scenario?.Name ?? Recipe.Name;

    public IReadOnlyList<Property> Properties => [.. Asked.SelectMany(property => property.Properties)];

    /// <summary>Properties that need time, which stands still here.</summary>
    public IReadOnlyList<string> NotAsked => [.. Asked.Where(property => property.Reach == Reach.Time).Select(property => property.Name)];

    /// <summary>What must hold in the end was asked, if there was an end.</summary>
    public bool MissesEnds(long ends) => ends == 0 && kernel?.HasRested != true && Properties.Any(property => property.Kind == ActorVm.Simulation.PropertyKind.Eventually);

    public static Subject Of(Recipe recipe)
    {
        var scenario = recipe.Load();
        var cast = recipe.Build(scenario);
        return new Subject(recipe, scenario, cast, scenario is null || recipe.Pace == Pace.Timed ? null : new KernelProperties(new KernelRoles(scenario, cast.World), scenario));
    }

    /// <summary>In virtual time the scenario's events come when contigmalloc is at their points: told after each step, whatever else is.</summary>
    public Action<World>? WithEvents(IEnumerable<KeyValuePair<string, string>> header, Action<World>? other)
    {
        if (memory is null || Scenario!.File.Events.Count == 0)
            return other;

        var events = new Kernel.ScenarioEvents(Kernel.LeftOut.Without(Scenario.File, header), memory);
        return world =>
        {
            events.After(world);
            other?.Invoke(world);
        };
    }

    /// <exception cref="ScenarioException">A property needs to see more than the engine shows.</exception>
    public void RequireReach(Reach most, string engine, string enough)
    {
        if (Asked.FirstOrDefault(property => property.Reach is not Reach.Time && property.Reach > most && property.Properties.Any(each => each.Kind != ActorVm.Simulation.PropertyKind.Sometimes)) is { } tooFar)
        {
            var sees = tooFar.Reach == Reach.Runs ? "what happened before in a run" : "several actors at the same moment";
            throw new ScenarioException(
                new Place(Recipe.Path is { } path ? System.IO.Path.GetFileName(path) : Recipe.Name),
                $"'{tooFar.Name}' is about {sees}, which --engine {engine} does not show; ask {(tooFar.Reach == Reach.Runs ? "explore" : enough)}, or leave it out with --set 'always=[…]'");
        }
    }
}
