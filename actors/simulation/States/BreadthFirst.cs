namespace ActorVm.Simulation;

/// <summary>
/// Visits every situation that can be reached, once, the nearest first: what it finds has the shortest path there is.
/// Several cores each own a part of the hash space; they take turns at working out what follows (phase one) and at
/// taking in what falls into their part (phase two), so the states of a layer do not depend on who is faster.
/// </summary>
internal sealed class BreadthFirst
{
    private const int Chunk = 4096;
    private const uint NoParent = uint.MaxValue;

    private readonly Catalogue catalogue;
    private readonly StateOptions options;
    private readonly Successors[] successors;
    private readonly Watcher[] watchers;
    private readonly StateTable[] tables;
    private readonly int[] positions;
    private readonly int[] layerEnds;
    private readonly long[] ends;
    private readonly bool[] needsWider;
    private PackedLayout layout;
    private int depth;
    private bool isStopped;

    public BreadthFirst(World start, StateOptions options)
    {
        this.options = options;
        catalogue = new Catalogue(start);
        var cores = options.Cores;
        successors = [.. Enumerable.Range(0, cores).Select(_ => new Successors(catalogue, cores))];
        watchers = [.. Enumerable.Range(0, cores).Select(_ => new Watcher(catalogue, options))];
        tables = new StateTable[cores];
        (positions, layerEnds, ends, needsWider) = (new int[cores], new int[cores], new long[cores], new bool[cores]);
        layout = Widen();
        Begin();
    }

    private long States => tables.Sum(table => (long)table.Count);

    private long Transitions => successors.Sum(each => each.Transitions);

    private bool ShouldStop =>
        (options.StopAtFirst && watchers.Any(watcher => watcher.Sightings.Count > 0))
        || (options.StopAtFirst && successors.Any(each => each.Failure is not null))
        || States >= options.MaxStates
        || isStopped;

    public StateReport Run()
    {
        using var crew = new Crew(tables.Length);
        while (depth < options.MaxDepth && !ShouldStop && NextLayer())
        {
            while (!ShouldStop && !IsLayerDone())
            {
                crew.Do(Expand);
                crew.Do(TakeIn);
                if (needsWider.Any(wider => wider))
                    Rebuild(crew);
                isStopped = options.StopWhen?.Invoke() ?? false;
                options.Progress?.Invoke(new StateProgress(States, Transitions, depth, Frontier()));
            }
        }

        return Report(isComplete: Frontier() == 0);
    }

    private void Begin()
    {
        for (var core = 0; core < tables.Length; core++)
        {
            tables[core] = new StateTable(layout.Words);
            successors[core].Use(layout);
        }

        var start = new ulong[layout.Words];
        for (var slot = 0; slot < catalogue.Start.Length; slot++)
            layout.TrySet(start, slot, catalogue.Start[slot]);
        var owner = Owner(start);
        tables[owner].Add(start, StateTable.Hash(start), NoParent);
        watchers[owner].See(layout, start, (uint)owner);
    }

    private int Owner(ReadOnlySpan<ulong> situation) => tables.Length == 1 ? 0 : layout.Half(situation);

    private bool NextLayer()
    {
        if (Frontier() == 0)
            return false;
        for (var core = 0; core < tables.Length; core++)
            layerEnds[core] = tables[core].Count;
        depth++;
        return true;
    }

    private long Frontier() => Enumerable.Range(0, tables.Length).Sum(core => (long)tables[core].Count - positions[core]);

    private bool IsLayerDone()
    {
        for (var core = 0; core < tables.Length; core++)
        {
            if (positions[core] < layerEnds[core])
                return false;
        }

        return true;
    }

    private void Expand(int core)
    {
        var mine = successors[core];
        mine.Clear();
        var until = Math.Min(layerEnds[core], positions[core] + Chunk);
        while (positions[core] < until)
        {
            var number = positions[core];
            if (options.EndsFailures && watchers[core].IsSighted(NumberOf(core, number)))
            {
                positions[core]++;
                continue;
            }

            var deliveries = mine.Add(tables[core][number], NumberOf(core, number));
            if (deliveries < 0)
            {
                needsWider[core] = true;
                return;
            }

            if (deliveries == 0)
            {
                ends[core]++;
                watchers[core].SeeEnd(layout, tables[core][number], NumberOf(core, number));
            }

            positions[core]++;
        }
    }

    private void TakeIn(int core)
    {
        var table = tables[core];
        var watcher = watchers[core];
        var stride = layout.Words + 2;
        foreach (var source in successors)
        {
            var finds = source.Finds(core);
            for (var at = 0; at < finds.Length; at += stride)
            {
                if (at + 12 * stride < finds.Length)
                    table.Prefetch(finds[at + 12 * stride]);
                var situation = finds.Slice(at + 2, layout.Words);
                if (table.Add(situation, finds[at], (uint)finds[at + 1]) && watcher.IsAwake)
                    watcher.See(layout, situation, NumberOf(core, table.Count - 1));
            }
        }
    }

    private uint NumberOf(int core, int number) => (uint)number * (uint)tables.Length + (uint)core;

    private (int Core, int Number) PlaceOf(uint number) => ((int)(number % (uint)tables.Length), (int)(number / (uint)tables.Length));

    // Some number has outgrown its bits: every situation is packed anew. Halves and numbers stay what they were.
    private void Rebuild(Crew crew)
    {
        var wider = Widen();
        crew.Do(core =>
        {
            tables[core] = Repack(tables[core], wider);
            successors[core].Use(wider);
            needsWider[core] = false;
        });
        layout = wider;
    }

    private StateTable Repack(StateTable table, PackedLayout wider)
    {
        var rebuilt = new StateTable(wider.Words, Math.Max(800, table.Count + table.Count / 2));
        var packed = new ulong[wider.Words];
        for (var number = 0; number < table.Count; number++)
        {
            for (var slot = 0; slot < layout.Slots; slot++)
                wider.TrySet(packed, slot, layout.Get(table[number], slot));
            rebuilt.AddNew(packed, StateTable.Hash(packed), table.ParentOf(number));
        }

        return rebuilt;
    }

    private PackedLayout Widen()
    {
        var widths = new int[catalogue.SlotCount];
        for (var slot = 0; slot < widths.Length; slot++)
        {
            var count = slot < catalogue.ActorCount
                ? catalogue.Shelves[slot].Count
                : catalogue.Channels[slot - catalogue.ActorCount].Count;
            // A channel that has been empty so far will not stay so.
            if (slot >= catalogue.ActorCount)
                count = Math.Max(count, 3);
            widths[slot] = PackedLayout.WidthFor(count + count / 4);
        }

        return new PackedLayout(widths);
    }

    private StateReport Report(bool isComplete)
    {
        var seen = new SortedSet<string>(watchers.SelectMany(watcher => watcher.Seen), StringComparer.Ordinal);
        var missing = isComplete
            ? options.Properties.Where(property => property.Kind == PropertyKind.Sometimes && !seen.Contains(property.Name))
            : [];
        return new StateReport(
            States, Transitions, ends.Sum(), watchers.Sum(watcher => watcher.GoodEnds), depth, isComplete,
            tables.Sum(table => table.Bytes), catalogue.Bytes,
            [
                .. successors.Where(each => each.Failure is not null).Select(DescribeFailure),
                .. watchers.SelectMany(watcher => watcher.Sightings).Select(Describe),
                .. missing.Select(property => new Discovery(property, $"'{property.Name}' was never seen", [])),
            ],
            Watcher.Sum(watchers));
    }

    private Discovery DescribeFailure(Successors each)
    {
        var (number, move) = each.FailedMove!.Value;
        return new Discovery(null, each.Failure!.Exception.Message, [.. PathTo(number), move], each.Failure.Exception);
    }

    private Discovery Describe(Sighting sighting)
    {
        var (core, number) = PlaceOf(sighting.Number);
        var situation = new PackedSituation(catalogue);
        situation.Show(layout, tables[core][number]);
        return new Discovery(sighting.Property, sighting.Property.Describe(situation), PathTo(sighting.Number));
    }

    private IReadOnlyList<Move> PathTo(uint number)
    {
        var chain = new List<uint>();
        for (var at = number; at != NoParent; at = ParentOf(at))
            chain.Add(at);
        chain.Reverse();

        var guide = new Successors(catalogue, partitions: 1) { Moves = [] };
        guide.Use(layout);
        return [.. chain.Zip(chain.Skip(1), (from, to) => guide.MoveBetween(Situation(from), Situation(to)))];
    }

    private ReadOnlySpan<ulong> Situation(uint number)
    {
        var (core, place) = PlaceOf(number);
        return tables[core][place];
    }

    private uint ParentOf(uint number)
    {
        var (core, place) = PlaceOf(number);
        return tables[core].ParentOf(place);
    }
}
