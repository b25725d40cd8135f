namespace ActorVm.Simulation;

/// <summary>Ways through everything that can happen to a world. None of them changes the world it starts from.</summary>
public static class Explore
{
    /// <summary>Visits every situation that can be reached, once.</summary>
    public static StateReport States(World start, StateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        return new BreadthFirst(start, options ?? new StateOptions()).Run();
    }

    /// <summary>Makes every schedule there is.</summary>
    public static PathReport Schedules(World start, PathOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        return new DepthFirst(start, options ?? new PathOptions()).Run();
    }

    /// <summary>Makes one run for each trace: every order that any actor can tell from another.</summary>
    public static PathReport Traces(World start, PathOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        return new OptimalDpor(start, options ?? new PathOptions()).Run();
    }
}
