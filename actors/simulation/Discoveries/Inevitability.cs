namespace ActorVm.Simulation;

/// <summary>Finds the step of a failing run after which every continuation fails. Only for systems small enough to try them all.</summary>
internal sealed class Inevitability(IReadOnlyList<Property> properties, int situationsMost)
{
    private readonly Property[] always = [.. properties.Where(property => property.Kind == PropertyKind.Always)];
    private readonly Property[] eventually = [.. properties.Where(property => property.Kind == PropertyKind.Eventually)];

    public static int? Find(World start, Discovery discovery, IReadOnlyList<Property> properties, int situationsMost)
    {
        var moves = discovery.Path;
        if (start.Pace != Pace.Adversarial || properties.Any(property => property.LooksBack))
            return null;

        var search = new Inevitability(properties, situationsMost);
        var judge = new Judge(discovery, properties);
        for (var step = moves.Count - 1; step >= 0; step--)
        {
            var world = start.Fork();
            foreach (var move in moves.Take(step))
                Replayer.TryStep(world, move, out _);
            if (judge.TryGood(world, []) is not null)
                return step + 1;
            if (search.CanEndWell(world) is not { } canEndWell)
                return null;
            if (canEndWell)
                return step + 1;
        }

        return 0;
    }

    /// <summary>Whether some continuation ends with nothing wrong; null when there are too many to tell.</summary>
    private bool? CanEndWell(World world)
    {
        var report = Explore.States(world, new StateOptions
        {
            Properties = [.. always, .. eventually],
            StopAtFirst = false,
            EndsFailures = true,
            MaxStates = situationsMost,
        });
        return report.GoodEnds > 0 ? true : report.IsComplete ? false : null;
    }
}
