namespace ActorVm.Simulation;

/// <summary>Ways through everything that can happen to a world. None of them changes the world it starts from.</summary>
public static class Explore
{
    /// <summary>Visits every situation that can be reached, once.</summary>
    public static StateReport States(World start, StateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        options ??= new StateOptions();
        if (options.Reduce)
            return options.DeepFirst ? throw new NotSupportedException("only a search of the nearest first can be reduced") : ReducedSearch.Run(start, options);
        var search = StateSearch.Of(start, options);
        return search.Run();
    }

    /// <summary>Makes every schedule there is.</summary>
    public static PathReport Schedules(World start, PathOptions? options = null) =>
        Exploration.Schedules(start, options).Finish();

    /// <summary>Makes one run for each trace: every order that any actor can tell from another.</summary>
    public static PathReport Traces(World start, PathOptions? options = null) =>
        Exploration.Traces(start, options).Finish();

    /// <summary>Explores what a work item stands for.</summary>
    public static PathReport Item(World start, WorkItem item, PathOptions? options = null) => Exploration.Traces(start, item, options).Finish();

    /// <summary>Looks among all situations for a circle on which what is to hold again and again never does, though nobody is passed over.</summary>
    /// <param name="statesMost">Gives up after so many situations, and says so.</param>
    public static CircleReport Circles(World start, Property property, int statesMost = 300_000)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(property);
        return FairCircles.Find(start, property, statesMost);
    }

    /// <summary>Makes runs as the policy picks them.</summary>
    /// <param name="seed">The same seed makes the same runs.</param>
    public static PathReport Sample(World start, IPolicy policy, ulong seed, PathOptions options) =>
        Exploration.Sample(start, policy, seed, options).Finish();

    /// <summary>Makes all runs that lie so many reversals or fewer from one: two deliveries to the same receiver turned round.</summary>
    /// <param name="moves">The run. What is not possible in it is left out.</param>
    public static PathReport Near(World start, IReadOnlyList<Move> moves, int within, PathOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(moves);
        return new Nearby(start, options ?? new PathOptions()).Run(moves, within);
    }

    /// <summary>For tests: makes runs, and throws the story of the first that fails.</summary>
    /// <param name="policy">See <see cref="Policies.Parse"/>.</param>
    /// <exception cref="DiscoveryException">A run failed; the message tells its shortest form and where its schedule is.</exception>
    public static PathReport Random(World start, IReadOnlyList<Property> properties, long runs = 1000, ulong seed = 1, string policy = "pct")
    {
        var report = Sample(start, Policies.Parse(policy), seed, new PathOptions { Properties = properties, MaxRuns = runs });
        return report.Discoveries is [var discovery, ..] ? throw DiscoveryException.About(start, discovery, properties) : report;
    }

    /// <summary>For tests: visits every situation, and throws the story of the nearest that is wrong.</summary>
    /// <exception cref="DiscoveryException">Something is wrong; the message tells its shortest form and where its schedule is.</exception>
    public static StateReport All(World start, params IReadOnlyList<Property> properties)
    {
        var report = States(start, new StateOptions { Properties = properties });
        return report.Discoveries is [var discovery, ..] ? throw DiscoveryException.About(start, discovery, properties) : report;
    }
}
