namespace ActorVm.Cli.Maps;

/// <summary>So many pages of one class, from this frame on.</summary>
internal readonly record struct MapRun(long Frame, long Count, PageClass Class);

/// <summary>The memory of a real machine: what every frame was used for when it was looked at, as runs in ascending order without gaps.</summary>
internal sealed record MemoryMap(IReadOnlyList<MapRun> Runs)
{
    public long Frames => Runs.Count == 0 ? 0 : Runs[^1].Frame + Runs[^1].Count;

    /// <summary>Ranges without holes: [first frame, frames].</summary>
    public IEnumerable<(long Frame, long Count)> Segments()
    {
        var (frame, count) = (0L, 0L);
        foreach (var run in Runs.Where(run => run.Class.State != PageState.Hole))
        {
            if (count > 0 && run.Frame == frame + count)
            {
                count += run.Count;
                continue;
            }

            if (count > 0)
            {
                yield return (frame, count);
            }

            (frame, count) = (run.Frame, run.Count);
        }

        if (count > 0)
        {
            yield return (frame, count);
        }
    }

    public long CountOf(PageState state) => Runs.Where(run => run.Class.State == state).Sum(run => run.Count);

    public string Summary() => string.Join(", ", Enum.GetValues<PageState>()
        .Select(state => (state, count: CountOf(state)))
        .Where(pair => pair.count > 0)
        .Select(pair => $"{pair.count} {Binding.Spelling.Kebab(pair.state.ToString())}"));
}

/// <summary>Puts runs together: neighbours of one class become one run.</summary>
internal sealed class MemoryMapBuilder
{
    private readonly List<MapRun> runs = [];
    private long frame;
    private long count;
    private PageClass current;

    public void Add(PageClass page, long pages = 1)
    {
        if (page != current)
        {
            Close();
            current = page;
        }

        count += pages;
    }

    public MemoryMap Build()
    {
        Close();
        return new MemoryMap(runs.ToArray());
    }

    private void Close()
    {
        if (count > 0)
        {
            runs.Add(new MapRun(frame, count, current));
            frame += count;
            count = 0;
        }
    }
}
