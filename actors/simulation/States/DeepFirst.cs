namespace ActorVm.Simulation;

/// <summary>
/// Visits every situation that can be reached, once, following the one found last: meets a bug deep down early, and needs
/// no more memory than the situations themselves. Uses one core.
/// </summary>
internal sealed class DeepFirst(World start, StateOptions options) : StateSearch(new Catalogue(start), options, cores: 1)
{
    private readonly Stack<(int Number, int Depth)> open = new([(0, 0)]);

    public override void Save(ByteWriter writer)
    {
        base.Save(writer);
        writer.Write(open.Count);
        foreach (var (number, depth) in open.Reverse())
        {
            writer.Write(number);
            writer.Write(depth);
        }
    }

    public override void Load(ref ByteReader reader)
    {
        base.Load(ref reader);
        open.Clear();
        for (var left = reader.Read<int>(); left > 0; left--)
            open.Push((reader.Read<int>(), reader.Read<int>()));
    }

    protected override long Frontier => open.Count;

    protected override void Search()
    {
        using var crew = new Crew(1);
        for (var steps = 1; open.Count > 0 && !ShouldStop; steps++)
        {
            var (number, depth) = open.Peek();
            if (depth >= Options.MaxDepth)
                return;

            Successors[0].Clear();
            if (!Follow(0, number))
            {
                Rebuild(crew);
                continue;
            }

            open.Pop();
            Depth = Math.Max(Depth, depth);
            TakeIn(depth + 1);
            if ((steps & 0x3FF) == 0)
                Tell();
        }
    }

    private void TakeIn(int depth)
    {
        var table = Tables[0];
        var known = table.Count;
        table.AddAll(Successors[0].Finds(0));
        for (var number = known; number < table.Count; number++)
        {
            open.Push((number, depth));
            if (Watchers[0].IsAwake)
                Watchers[0].See(Layout, table[number], NumberOf(0, number));
        }
    }
}
