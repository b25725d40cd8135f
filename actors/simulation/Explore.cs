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
}
