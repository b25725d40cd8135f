namespace ActorVm.Simulation;

/// <summary>What every search through all situations has: the tables, the layout, and the way back to the start.</summary>
internal abstract partial class StateSearch
{
    private const uint NoParent = uint.MaxValue;
    private const int DenseBitsMost = 30;

    private readonly Catalogue catalogue;
    private readonly Successors[] successors;
    private readonly Watcher[] watchers;
    private readonly SituationTable[] tables;
    private readonly long[] ends;
    private PackedLayout layout;
    private bool isStopped;

    protected StateSearch(Catalogue catalogue, StateOptions options, int cores)
    {
        Options = options;
        this.catalogue = catalogue;
        successors = new Successors[cores];
        watchers = [.. Enumerable.Range(0, cores).Select(_ => new Watcher(catalogue, options))];
        tables = new SituationTable[cores];
        ends = new long[cores];
        layout = Widen(isDense: true, states: 1);

        // Each thread makes what it works with itself: memory that one thread was given stands apart from that of others.
        using (var crew = new Crew(cores))
            crew.Do(core => successors[core] = new Successors(catalogue, cores));
        Begin();
    }

    protected StateOptions Options { get; }

    protected PackedLayout Layout => layout;

    protected SituationTable[] Tables => tables;

    protected Successors[] Successors => successors;

    protected Watcher[] Watchers => watchers;

    protected int Depth { get; set; }

    /// <summary>Situations found and not yet followed.</summary>
    protected abstract long Frontier { get; }

    protected bool ShouldStop =>
        (Options.StopAtFirst && (watchers.Any(watcher => watcher.Sightings.Count > 0) || successors.Any(each => each.Failure is not null)))
        || States >= Options.MaxStates
        || isStopped;

    public long States => tables.Sum(table => (long)table.Count);

    private long Transitions => successors.Sum(each => each.Transitions);

    public static StateSearch Of(World start, StateOptions options) =>
        options.DeepFirst ? new DeepFirst(start, options) : new BreadthFirst(start, options);

    /// <summary>Searches until nothing is left or something stops it.</summary>
    public StateReport Run()
    {
        Search();
        return ReportNow();
    }

    /// <summary>Goes on after something stopped it.</summary>
    public void GoOn()
    {
        isStopped = false;
        Search();
    }

    public StateReport ReportNow() => Report(isComplete: Frontier == 0);

    protected abstract void Search();

    /// <summary>Works out what follows a situation, into the successors of that core.</summary>
    /// <returns>False when a wider layout is needed first.</returns>
    protected bool Follow(int core, int number)
    {
        if (Options.EndsFailures && watchers[core].IsSighted(NumberOf(core, number)))
            return true;

        var deliveries = successors[core].Add(tables[core][number], NumberOf(core, number));
        if (deliveries == 0)
        {
            ends[core]++;
            watchers[core].SeeEnd(layout, tables[core][number], NumberOf(core, number));
        }

        return deliveries >= 0;
    }

    protected void Tell()
    {
        isStopped = Options.StopWhen?.Invoke() ?? false;
        Options.Progress?.Invoke(new StateProgress(States, Transitions, Depth, Frontier));
    }

    private void Begin()
    {
        for (var core = 0; core < tables.Length; core++)
        {
            tables[core] = EmptyTable();
            successors[core].Use(layout);
        }

        var start = PackedStart();
        var hash = layout.Hash(start);
        var owner = Finds.PartitionOf(hash, tables.Length);
        tables[owner].AddAll([hash, NoParent, .. start]);
        watchers[owner].See(layout, start, (uint)owner);
    }

    private SituationTable EmptyTable() => Options.Fingerprints ? new FingerprintTable(layout.Words)
        : layout.IsDense ? new DenseTable(layout)
        : new StateTable(layout.Words);

    private ulong[] PackedStart()
    {
        var start = new ulong[layout.Words];
        for (var slot = 0; slot < catalogue.Start.Length; slot++)
            layout.TrySet(start, slot, catalogue.Start[slot]);
        return start;
    }

    protected uint NumberOf(int core, int number) => (uint)number * (uint)tables.Length + (uint)core;

    private (int Core, int Number) PlaceOf(uint number) => ((int)(number % (uint)tables.Length), (int)(number / (uint)tables.Length));

    // Some number has outgrown its bits: every situation is packed anew. Hashes and numbers stay what they were.
    protected void Rebuild(Crew crew)
    {
        var wider = Widen(layout.IsDense, States);
        crew.Do(core =>
        {
            tables[core].Repack(layout, wider);
            if (!wider.IsDense && tables[core] is DenseTable dense)
                tables[core] = dense.ToStateTable(wider);
            successors[core].Use(wider);
        });
        layout = wider;
    }

    private PackedLayout Widen(bool isDense, long states)
    {
        int[] counts =
        [
            .. catalogue.Shelves.Select(shelf => shelf.Count),
            .. catalogue.Channels.Take(catalogue.SlotCount - catalogue.ActorCount).Select(channel => channel.Count),
        ];
        int[] widths = [.. counts.Select(count => PackedLayout.WidthFor(count + count / 4 + 1))];
        if (isDense && IsWorthABitEach(widths.Sum(), states))
            return new PackedLayout(widths, isDense: true);

        // What has hardly been used so far will be: bits are cheaper than packing everything anew.
        for (var slot = 0; slot < widths.Length; slot++)
            widths[slot] = Math.Max(widths[slot], slot < catalogue.ActorCount ? 6 : 3);
        return new PackedLayout(widths);
    }

    // Whether a bit for each situation that could be is less than what an index of those that are would take.
    private bool IsWorthABitEach(int bits, long states) => !Options.Fingerprints
        && bits <= DenseBitsMost
        && 1L << bits <= Math.Max(1 << 16, 32 * states);

    private StateReport Report(bool isComplete)
    {
        var seen = new SortedSet<string>(watchers.SelectMany(watcher => watcher.Seen), StringComparer.Ordinal);
        var missing = isComplete
            ? Options.Properties.Where(property => property.Kind == PropertyKind.Sometimes && !seen.Contains(property.Name))
            : [];
        return new StateReport(
            States, Transitions, ends.Sum(), watchers.Sum(watcher => watcher.GoodEnds), Depth, isComplete,
            tables.Sum(table => table.Bytes), catalogue.Bytes, Options.Fingerprints ? Omission(States) : 0,
            [
                .. successors.Where(each => each.Failure is not null).Select(DescribeFailure),
                .. watchers.SelectMany(watcher => watcher.Sightings).Select(Describe),
                .. missing.Select(property => new Discovery(property, $"'{property.Name}' was never seen", [])),
            ],
            Watcher.Sum(watchers));
    }

    // Of n states n²/2 pairs may share their 64 bits.
    private static double Omission(double states) => Math.Min(1, states * states / Math.Pow(2, 65));

    private Discovery DescribeFailure(Successors each)
    {
        var (number, move) = each.FailedMove!.Value;
        return new Discovery(null, each.Failure!.Exception.Message, [.. PathTo(number, out _), move], each.Failure.Exception);
    }

    private Discovery Describe(Sighting sighting)
    {
        var path = PathTo(sighting.Number, out var found);
        var situation = new PackedSituation(catalogue);
        situation.Show(layout, found);
        return new Discovery(sighting.Property, sighting.Property.Describe(situation), path);
    }

    // Forward from the start, because situations on the way may have been forgotten.
    private List<Move> PathTo(uint number, out ulong[] situation)
    {
        var chain = new Stack<uint>();
        for (var at = number; at != NoParent; at = ParentOf(at))
            chain.Push(at);
        chain.Pop();

        var guide = new Successors(catalogue, partitions: 1) { Moves = [] };
        guide.Use(layout);
        situation = PackedStart();
        var path = new List<Move>();
        foreach (var next in chain)
        {
            var (core, place) = PlaceOf(next);
            path.Add(guide.Go(situation, tables[core], place));
        }

        return path;
    }

    private uint ParentOf(uint number)
    {
        var (core, place) = PlaceOf(number);
        return tables[core].ParentOf(place);
    }
}
