namespace ActorVm.Simulation;

/// <summary>
/// Visits every situation that can be reached, once, following the one found last: meets a bug deep down early, and needs
/// no more memory than the situations themselves. Uses one core.
/// </summary>
internal sealed class DeepFirst(World start, StateOptions options) : StateSearch(start, options, cores: 1)
{
    private readonly Stack<(int Number, int Depth)> open = new([(0, 0)]);

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
            if ((steps & 0xFFF) == 0)
                Tell();
        }
    }

    private void TakeIn(int depth)
    {
        var finds = Successors[0].Finds(0);
        var stride = Layout.Words + 2;
        for (var at = 0; at < finds.Length; at += stride)
        {
            var situation = finds.Slice(at + 2, Layout.Words);
            if (!Tables[0].Add(situation, finds[at], (uint)finds[at + 1]))
                continue;
            open.Push((Tables[0].Count - 1, depth));
            if (Watchers[0].IsAwake)
                Watchers[0].See(Layout, situation, NumberOf(0, Tables[0].Count - 1));
        }
    }
}
