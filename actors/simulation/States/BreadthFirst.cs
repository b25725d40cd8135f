namespace ActorVm.Simulation;

/// <summary>
/// Visits every situation that can be reached, once, the nearest first: what it finds has the shortest path there is.
/// Several cores each own a part of all situations; they take turns at working out what follows (phase one) and at
/// taking in what falls into their part (phase two), so the states of a layer do not depend on who is faster.
/// </summary>
internal sealed class BreadthFirst : StateSearch
{
    // What is found in one phase should still be in the cache in the next.
    private const int Chunk = 1024;

    // Where a program may touch any of thousands of pages, a few situations have as many followers as a chunk has elsewhere.
    private const int ChunkTransitions = 64 * Chunk;

    private readonly Catalogue catalogue;
    private readonly AmpleSets? ample;
    private readonly int[] positions;
    private readonly int[] chunkEnds;
    private readonly int[] layerEnds;
    private readonly bool[] needsWider;

    public BreadthFirst(World start, StateOptions options)
        : this(new Catalogue(start), options)
    {
    }

    public BreadthFirst(Catalogue catalogue, StateOptions options)
        : base(catalogue, options, options.Cores)
    {
        this.catalogue = catalogue;
        positions = new int[options.Cores];
        chunkEnds = new int[options.Cores];
        layerEnds = new int[options.Cores];
        needsWider = new bool[options.Cores];
        if (!options.Reduce)
            return;

        Successors[0].Ample = ample = new AmpleSets(catalogue);
        Successors[0].IsFollowedLater = (hash, situation) => Tables[0].IsNewOrFrom(chunkEnds[0], situation, hash);
    }

    /// <summary>A reduced search met channels that it had not reckoned with, and gave up.</summary>
    public bool KnewTooFewChannels { get; private set; }

    protected override long Frontier => Enumerable.Range(0, Tables.Length).Sum(core => (long)Tables[core].Count - positions[core]);

    protected override void Search()
    {
        using var crew = new Crew(Tables.Length);
        ShareWhatIsKnown();
        while (!ShouldStop && !KnewTooFewChannels && (!IsLayerDone() || (Depth < Options.MaxDepth && NextLayer())))
        {
            crew.Do(Expand);
            crew.Do(TakeIn);
            if (needsWider.Any(wider => wider))
                WidenAll(crew);
            KnewTooFewChannels = ample is not null && ample.ChannelCount < catalogue.ChannelCount && !ShouldStop;
            Tell();
        }
    }

    public override void Save(ByteWriter writer)
    {
        base.Save(writer);
        Codec<int[]>.Default.Write(writer, positions);
        Codec<int[]>.Default.Write(writer, layerEnds);
    }

    public override void Load(ref ByteReader reader)
    {
        base.Load(ref reader);
        Codec<int[]>.Default.Read(ref reader).CopyTo(positions, 0);
        Codec<int[]>.Default.Read(ref reader).CopyTo(layerEnds, 0);
    }

    private void WidenAll(Crew crew)
    {
        Rebuild(crew);
        ShareWhatIsKnown();
    }

    // A reduced search must see what it leaves out, known or not.
    private void ShareWhatIsKnown()
    {
        DenseTable[] known = Options.Reduce ? [] : [.. Tables.OfType<DenseTable>()];
        foreach (var each in Successors)
            each.Known = known;
    }

    private bool NextLayer()
    {
        if (Frontier == 0)
            return false;
        for (var core = 0; core < Tables.Length; core++)
        {
            layerEnds[core] = Tables[core].Count;
            Tables[core].Forget(positions[core]);
        }

        Depth++;
        return true;
    }

    private bool IsLayerDone()
    {
        for (var core = 0; core < Tables.Length; core++)
        {
            if (positions[core] < layerEnds[core])
                return false;
        }

        return true;
    }

    private void Expand(int core)
    {
        Successors[core].Clear();
        needsWider[core] = false;
        chunkEnds[core] = Math.Min(layerEnds[core], positions[core] + Chunk);
        var enough = Successors[core].Transitions + ChunkTransitions;
        while (positions[core] < chunkEnds[core] && Successors[core].Transitions < enough)
        {
            if (!Follow(core, positions[core]))
            {
                needsWider[core] = true;
                return;
            }

            positions[core]++;
        }
    }

    private void TakeIn(int core)
    {
        var table = Tables[core];
        var watcher = Watchers[core];
        var known = table.Count;
        foreach (var source in Successors)
            table.AddAll(source.Finds(core));
        for (var number = known; watcher.IsAwake && number < table.Count; number++)
            watcher.See(Layout, table[number], NumberOf(core, number));
    }
}
