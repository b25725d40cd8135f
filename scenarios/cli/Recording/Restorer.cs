using ActorVm.Cli.Kernel;
using ActorVm.Persistence;
using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>A run as it was after some event of its journal.</summary>
/// <param name="Genesis">The world before its first step: what first snapshots are based on.</param>
/// <param name="Link">The last event that was re-run.</param>
/// <param name="Latest">The snapshot that the next one may be based on, with the world it holds.</param>
internal sealed record Restored(ScenarioRun Run, World Genesis, Chained Link, PutAside? Latest);

/// <summary>A world that was put aside when a snapshot was made of it.</summary>
/// <param name="Depth">How many snapshots must be read to have it.</param>
/// <param name="Whole">Bytes of the first of them, which is based on the world before the first step.</param>
/// <param name="Changes">Bytes of the others.</param>
internal sealed record PutAside(World World, long Sequence, int Depth, long Whole, long Changes)
{
    private const int DepthMax = 12;

    /// <summary>
    /// The next snapshot says only what changed since. Once all that such snapshots say comes to half of what the first one does,
    /// the next is a first one again: reading the latest never takes much longer than reading it whole.
    /// </summary>
    public bool MayBeBase => Depth < DepthMax && 2 * Changes < Whole;

    public static PutAside After(PutAside? based, World world, long sequence, long bytes) => based is null
        ? new PutAside(world, sequence, 1, bytes, 0)
        : new PutAside(world, sequence, based.Depth + 1, based.Whole, based.Changes + bytes);
}

/// <summary>How far back to make a run again.</summary>
internal sealed record RestoreOptions
{
    /// <summary>States of other engines are not read; their choices are made again from the first step.</summary>
    public bool FromTheStart { get; init; }

    /// <summary>As it was after so many steps: the first boundary there.</summary>
    public long StepsMax { get; init; } = long.MaxValue;

    /// <summary>Nothing after this event is looked at.</summary>
    public long SequenceMax { get; init; } = long.MaxValue;
}

/// <summary>Makes a run again: the latest snapshot that can be used, then every choice after it, each batch held against its state hash.</summary>
internal sealed class Restorer(Store store, StoredRun row, RunHeader header, Func<ScenarioRun> begin, RestoreOptions options)
{
    private readonly ChoiceReader choices = new();

    /// <summary>Said to the user: a snapshot that could not be used.</summary>
    public List<string> Remarks { get; } = [];

    /// <exception cref="StoreException">Something is damaged, or does not lead where it led when it was recorded.</exception>
    public Restored Restore()
    {
        var restored = options.FromTheStart && header.Parent.Length == 0 ? null : FromSnapshot();
        restored ??= FromGenesis();
        var run = restored.Run;
        var own = run.Chooser;
        run.Chooser = choices;
        var link = restored.Link;
        foreach (var each in store.Events(row, link, toTheEnd: options.SequenceMax == long.MaxValue && options.StepsMax == long.MaxValue, options.SequenceMax))
        {
            if (run.World.Steps >= options.StepsMax)
            {
                break;
            }

            if (ChoiceBatch.IsRead(each.Manifest))
            {
                Make(run, each, ChoiceBatch.Of(each));
            }
            else if (each.Manifest.StartsWith(ChoiceBatch.AnyManifest, StringComparison.Ordinal))
            {
                throw store.OtherChoices(row, each.Manifest);
            }

            link = new Chained(each.Sequence, each.Hash);
        }

        run.Chooser = own;
        return restored with { Link = link };
    }

    private Restored FromGenesis()
    {
        var run = begin();
        if (run.World.Fingerprint.ToString() != header.Genesis)
        {
            throw new StoreException(store.PlaceOf(row), header.Parent.Length > 0
                ? $"is a fork, and the state it begins with cannot be read. Fork the run it comes from again: actorvm fork ID --at {header.ParentSteps}"
                : $"begins with another state here than when it was recorded ({header.Genesis}): the scenario is built differently by now. Start it anew with actorvm run") { IsDamage = true };
        }

        return new Restored(run, run.World.Fork(), new Chained(0, []), null);
    }

    private Restored? FromSnapshot()
    {
        var known = store.Snapshots(row).Where(snapshot => snapshot.Sequence <= options.SequenceMax).ToArray();
        for (var index = FirstUsable(known); index < known.Length; index++)
        {
            try
            {
                return Load(known[index].Sequence);
            }
            catch (Exception wrong) when (wrong is StoreException { IsDamage: true } or InvalidDataException or ArgumentException or OverflowException or IOException)
            {
                Remarks.Add($"{wrong.Message}; an earlier one is used");
            }
        }

        return null;
    }

    // Snapshots are sorted by number, so by steps.
    private int FirstUsable((long Sequence, long Bytes)[] known)
    {
        var (low, high) = (0, known.Length);
        while (options.StepsMax < long.MaxValue && low < high)
        {
            var middle = (low + high) / 2;
            try
            {
                (low, high) = store.Snapshot(row, known[middle].Sequence, out _).Steps <= options.StepsMax ? (low, middle) : (middle + 1, high);
            }
            catch (StoreException)
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private Restored Load(long sequence)
    {
        // While snapshots are read and unpacked.
        var begun = Task.Run(begin);
        var chain = new Stack<(RunSnapshot Snapshot, byte[] Payload)>();
        var link = new Chained(0, []);
        for (var next = sequence; next > 0; next = chain.Peek().Snapshot.Base)
        {
            var snapshot = store.Snapshot(row, next, out var found);
            chain.Push((snapshot, snapshot.Unpack()));
            link = next == sequence ? found : link;
        }

        var run = begun.GetAwaiter().GetResult();
        var (genesis, latest) = (run.World.Fork(), (PutAside?)null);
        foreach (var (snapshot, payload) in chain)
        {
            run.Load(payload, latest?.World ?? genesis);
            if (run.World.Fingerprint != snapshot.State)
            {
                throw new InvalidDataException($"{store.PlaceOf(row)}, snapshot {snapshot.Sequence}: is not the state it says");
            }

            latest = PutAside.After(latest, run.World.Fork(), snapshot.Sequence, payload.Length);
        }

        return new Restored(run, genesis, link, latest);
    }

    private void Make(ScenarioRun run, StoredEvent each, ChoiceBatch batch)
    {
        try
        {
            RunBatches.Repeat(run, choices, batch, options.StepsMax);
        }
        catch (InvalidDataException wrong)
        {
            throw store.Damage(row, each.Sequence, wrong.Message);
        }
    }
}
