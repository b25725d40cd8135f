namespace ActorVm.Simulation;

/// <summary>Says whether some moves still lead to what was discovered.</summary>
internal sealed class Judge(Discovery discovery, IReadOnlyList<Property> properties)
{
    private const int RunsMost = 50;
    private const int StepsMost = 100_000;

    private readonly Type? thrown = (discovery.Thrown)?.GetType();
    private readonly Property[] always = [.. properties.Where(property => property.Kind == PropertyKind.Always)];

    /// <summary>Makes the moves that are possible and leaves out the others.</summary>
    /// <returns>The moves made, up to where it happened; null when it did not.</returns>
    public List<Move>? Try(World start, IEnumerable<Move> moves)
    {
        var world = start.Fork();
        var made = new List<Move>();
        var heat = 0;
        if (IsAlwaysBroken(world) || IsTooHot(world, ref heat))
            return made;
        foreach (var move in moves)
        {
            if (!Replayer.TryStep(world, move, out var exception))
                continue;
            made.Add(world.LastMove);
            if (exception is not null)
                return exception.GetType() == thrown ? made : null;
            if (IsAlwaysBroken(world) || IsTooHot(world, ref heat))
                return made;
        }

        return discovery.Property?.Kind == PropertyKind.Eventually && RunOut(world, made) && !discovery.Property.Holds(world) ? made : null;
    }

    /// <summary>What happens at the end of these moves, in its own words.</summary>
    public string Describe(World start, IEnumerable<Move> moves)
    {
        var world = start.Fork();
        foreach (var move in moves)
        {
            if (Replayer.TryStep(world, move, out var exception) && exception is not null)
                return exception.Message;
        }

        return discovery.Property?.Describe(world) ?? discovery.What;
    }

    /// <summary>Deliveries made so far to find things out.</summary>
    public long Steps { get; private set; }

    /// <summary>Makes these moves, those that are possible, and then the oldest message first.</summary>
    /// <returns>The moves made; null when something goes wrong.</returns>
    public List<Move>? TryGood(World start, IEnumerable<Move> moves)
    {
        var world = start.Fork();
        var made = new List<Move>();
        foreach (var move in moves)
        {
            if (!Replayer.TryStep(world, move, out var exception))
                continue;
            made.Add(world.LastMove);
            if (exception is not null || always.Any(property => !property.Holds(world)))
                return null;
        }

        return RunOut(world, made) && properties.All(property => property.Kind != PropertyKind.Eventually || property.Holds(world)) ? made : null;
    }

    /// <summary>
    /// Whether what is eventually to hold still can: a system from which too much was taken away fails whatever it does,
    /// and that is not what was discovered.
    /// </summary>
    public bool CanBeGood(World start)
    {
        if (discovery.Property?.Kind != PropertyKind.Eventually || TryGood(start, []) is not null)
            return true;

        var report = Explore.Sample(start, new RandomOrder(0), 1, new PathOptions
        {
            Properties = properties,
            MaxRuns = RunsMost,
            MaxDepth = StepsMost,
            StopAtFirst = false,
            CountTraces = false,
        });
        return report.Failures < report.Runs;
    }

    private bool IsAlwaysBroken(World world) => discovery.Property is { Kind: PropertyKind.Always } property && !property.Holds(world);

    private bool IsTooHot(World world, ref int heat)
    {
        if (discovery.Property is not { GrowsHot: true } property)
            return false;
        heat = property.Holds(world) ? 0 : heat + 1;
        return heat > property.HeatMost;
    }

    // To the end of the run, the oldest message first. False when something else goes wrong on the way.
    private bool RunOut(World world, List<Move> made)
    {
        var fifo = new Fifo();
        while (world.Advance())
        {
            Steps++;
            var oldest = world.Candidates[fifo.NextDelivery(world.Candidates)];
            if (made.Count > StepsMost || !Replayer.TryStep(world, new Move(oldest.Channel, oldest.Sequence, []), out var exception) || exception is not null)
                return false;
            made.Add(world.LastMove);
            if (always.Any(property => !property.Holds(world)))
                return false;
        }

        return true;
    }
}
