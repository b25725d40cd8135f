namespace ActorVm.Simulation;

/// <summary>
/// A search of the nearest first that leaves out situations which differ only in whose turn came first; see
/// <see cref="AmpleSets"/>. Who sends to whom is learnt on the way, and whenever that was too little it starts again. One
/// core, so that what is left out is the same each time.
/// </summary>
internal static class ReducedSearch
{
    private const string Keeps = "reduced: every end is kept, everything an actor throws and every state that one actor can be in; "
        + "which states meet at one moment is not, and paths need not be the shortest";

    public static StateReport Run(World start, StateOptions options)
    {
        if (ObstacleIn(start, options) is { } obstacle)
            return new BreadthFirst(start, options with { Reduce = false }).Run() with { Reduction = $"not reduced: {obstacle}" };

        var catalogue = new Catalogue(start);
        BreadthFirst search;
        StateReport report;
        do
        {
            search = new BreadthFirst(catalogue, options with { Cores = 1 });
            report = search.Run();
        }
        while (search.KnewTooFewChannels);
        return report with { Reduction = Keeps, IsReduced = true };
    }

    private static string? ObstacleIn(World start, StateOptions options)
    {
        if (start.ActorCount > AmpleSets.ActorsMost)
            return $"there are more than {AmpleSets.ActorsMost} actors";
        var property = options.Properties.FirstOrDefault(property => property.Kind != PropertyKind.Eventually && !property.HoldsInAnyOrder);
        return property is null ? null : $"'{property.Name}' may look at several actors at one moment";
    }
}
