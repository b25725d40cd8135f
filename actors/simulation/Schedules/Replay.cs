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
    private int? cannotReadFrom;
    private StateLine? last;

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
        last = line;
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
        contents ??= cannotReadFrom is null ? PackedContents.Of(start) : null;
        if (contents is null)
            return null;
        try
        {
            if (!contents.TryUnpack(line.Packed))
                return NotNamed(line.Number);
            return other is { } it ? Name(contents.Restore(start), line.Number, it.Line, it.What) : null;
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"line {line.Number}: {wrong.Message}; take the line out: it only serves to name differences", wrong);
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException)
        {
            return NotNamed(line.Number);
        }
    }

    // Written where states are laid out otherwise, or told against a line that was taken out: hashes can be compared all the same.
    private Divergence? NotNamed(int line)
    {
        (contents, cannotReadFrom) = (null, cannotReadFrom ?? line);
        return other is { } it ? Differs(it.What) : null;
    }

    private Divergence? Name(World saved, int number, StateLine line, string what)
    {
        var found = saved.FirstDifference(world);
        if (found is not null && HashOf(saved) != last!.State)
            return NotNamed(number);

        var later = world.Steps - other!.Value.World.Steps;
        return Differs(
            found is null ? later == 0 ? $"{what}; the state that was saved agrees, so line {line.Number} was changed, or damaged" : what
            : later == 0 ? found
            : $"{what}; {later} deliveries later {found}");
    }

    private static Fingerprint HashOf(World saved)
    {
        var hashes = new ActorHashes(saved.ActorCount);
        hashes.Look(saved);
        return hashes.State;
    }

    private Divergence Differs(string what) => new(
        other!.Value.Line.Number, other.Value.World.Steps,
        cannotReadFrom is { } line ? $"{what}; which field cannot be said: the states from line {line} on are laid out otherwise than here" : what);
}
