namespace ActorVm.Simulation;

/// <summary>
/// One way through a schedule. When a state is not the one that was written down, it names the actor by the hashes, and
/// the field by the next state that was saved: if that comes only later, it goes on until there.
/// </summary>
internal sealed class Replay(World start, bool isEdited, long until, Action<World>? show)
{
    private const int StepsMoreMost = 10_000;

    private readonly World world = start.Fork();
    private readonly ActorHashes actual = new(start.ActorCount);
    private readonly ushort?[] expected = new ushort?[start.ActorCount];
    private PackedContents? contents;
    private (StateLine Line, World World, string What)? other;
    private Exception? thrown;
    private bool isOver;

    public ReplayReport Follow(IEnumerable<ScheduleLine> lines)
    {
        foreach (var line in lines)
        {
            var made = world.Steps - start.Steps;
            if (made > until || (made == until && line is DeliveryLine) || isOver)
                break;
            if (Follow(line) is { } divergence)
                return new ReplayReport(other?.World ?? world, isEdited, divergence, null);
        }

        return other is { } it
            ? new ReplayReport(it.World, isEdited, Differs(it.What), null)
            : new ReplayReport(world, isEdited, null, thrown);
    }

    private Divergence? Follow(ScheduleLine line) => (line, isEdited) switch
    {
        (DeliveryLine delivery, _) when other is { } it => GoOn(delivery, it.What),
        (DeliveryLine delivery, _) => Deliver(delivery),
        (_, true) => null,
        (StateLine state, _) => Compare(state),
        (ContentsLine packed, _) => Name(packed),
        _ => throw new InvalidOperationException($"no line of a schedule: {line}"),
    };

    private Divergence? Deliver(DeliveryLine line)
    {
        if (TryDeliver(line) is { } what)
            return new Divergence(line.Number, world.Steps - (isOver ? 1 : 0), what);
        show?.Invoke(world);
        return null;
    }

    private string? TryDeliver(DeliveryLine line)
    {
        Channel channel;
        try
        {
            channel = line.ChannelIn(world);
        }
        catch (ArgumentException wrong)
        {
            return wrong.Message;
        }

        var index = Replayer.Find(world, channel, line.Sequence);
        if (index < 0)
            return Replayer.Describe(world, channel);
        var message = MessageText.Of(world.Candidates[index].Message, world);
        if (message != line.Message && !isEdited)
            return $"the message is '{message}', expected '{line.Message}'";

        Replayer.TryStep(world, new Move(channel, line.Sequence, line.Choices), out thrown);
        isOver = thrown is not null;
        return line.Choices.SequenceEqual([.. world.LastChoices]) || isEdited || isOver
            ? null
            : $"{line.To} made {world.LastChoices.Length} choices, expected {line.Choices.Length}";
    }

    // Something is wrong already: where these deliveries lead is asked only to name it.
    private Divergence? GoOn(DeliveryLine line, string what) =>
        world.Steps - other!.Value.World.Steps >= StepsMoreMost || TryDeliver(line) is not null || isOver ? Differs(what) : null;

    private Divergence? Compare(StateLine line)
    {
        foreach (var (actor, hash) in line.Changed)
        {
            if (!TryFind(actor, out var number))
                return new Divergence(line.Number, world.Steps, $"the schedule knows an actor '{actor}', this system does not");
            expected[number] = hash;
        }

        if (other is not null)
            return null;
        actual.Look(world);
        var differing = Enumerable.Range(0, expected.Length).Where(actor => expected[actor] is { } hash && hash != actual[actor]).ToArray();
        if (line.State == actual.State && differing.Length == 0)
            return null;

        other = (line, world.Fork(), What(line, differing));
        return null;
    }

    private bool TryFind(string actor, out int number)
    {
        for (number = 0; number < world.ActorCount; number++)
        {
            if (world.NameOf(new(number)) == actor)
                return true;
        }

        return false;
    }

    private string What(StateLine line, int[] differing)
    {
        if (line.State == actual.State)
            return $"the state is as expected, but not the hash of {NamesOf(differing)}: the line was changed, or damaged";
        return differing.Length == 0
            ? $"every actor is as expected, but not the messages on their way or the clock: the state is {actual.State}, expected {line.State}"
            : $"{NamesOf(differing)} differs: the state is {actual.State}, expected {line.State}";
    }

    private string NamesOf(int[] actors) => string.Join(", ", actors.Select(actor => world.NameOf(new(actor))));

    private Divergence? Name(ContentsLine line)
    {
        contents ??= PackedContents.Of(start);
        if (contents is null)
            return null;
        try
        {
            if (!contents.TryUnpack(line.Packed) || other is not { } it)
                return null;
            var found = contents.Restore(start).FirstDifference(world);
            var later = world.Steps - it.World.Steps;
            return Differs(
                found is null ? later == 0 ? $"{it.What}; the state that was saved agrees, so line {it.Line.Number} was changed, or damaged" : it.What
                : later == 0 ? found
                : $"{it.What}; {later} deliveries later {found}");
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidDataException)
        {
            throw new FormatException($"line {line.Number}: {wrong.Message}; take the line out: it only serves to name differences", wrong);
        }
    }

    private Divergence Differs(string what) => new(other!.Value.Line.Number, other.Value.World.Steps, what);
}
