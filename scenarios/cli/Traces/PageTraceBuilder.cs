using System.Collections.Immutable;

using ActorVm.Actors;
using ActorVm.Cli.Binding;
using ActorVm.Messages;

namespace ActorVm.Cli.Traces;

/// <summary>
/// Makes touches of pages out of single accesses. The accesses are cut into windows of <see cref="Window"/>; in each window a
/// page counts once, where it was accessed first, and as written if it was written in that window. Within so short a
/// time a page does not leave memory, so nothing is lost that memory management could see.
/// </summary>
internal sealed class PageTraceBuilder(Place place)
{
    /// <summary>Accesses: some ten microseconds of a processor of 2004.</summary>
    public const int Window = 10_000;

    private readonly Dictionary<ulong, int> inWindow = [];
    private readonly List<(ulong Frame, bool IsWrite)> touches = [];
    private readonly SortedDictionary<ulong, bool> written = [];
    private int accesses;

    public void Add(ulong address, int size, bool isWrite)
    {
        if (accesses++ == Window)
        {
            inWindow.Clear();
            accesses = 1;
        }

        for (var frame = address >> PageSize.Shift; frame <= (address + (ulong)size - 1) >> PageSize.Shift; frame++)
        {
            Touch(frame, isWrite);
        }
    }

    /// <summary>Pages get numbers: first those never written, then the others, each in the order of their addresses.</summary>
    public PageTrace Build()
    {
        if (touches.Count == 0)
        {
            throw new ScenarioException(place, "no access to memory in it");
        }

        foreach (var (frame, isWrite) in touches)
        {
            written[frame] = isWrite || written.GetValueOrDefault(frame);
        }

        _ = written.Count <= PageTraceFile.PagesMax ? 0 : throw new ScenarioException(place, $"more than {PageTraceFile.PagesMax} pages: too large a program");
        var text = written.Values.Count(isWritten => !isWritten);
        var numbers = written.OrderBy(page => page.Value).Select((page, number) => (page.Key, number)).ToDictionary();

        return new PageTrace(text, written.Count - text, [.. touches.Select(touch => (numbers[touch.Frame], touch.IsWrite))]);
    }

    private void Touch(ulong frame, bool isWrite)
    {
        if (!inWindow.TryGetValue(frame, out var index))
        {
            _ = touches.Count < PageTraceFile.TouchesMax ? 0 : throw new ScenarioException(place, $"more than {PageTraceFile.TouchesMax} touches: too long a run");
            inWindow[frame] = touches.Count;
            touches.Add((frame, isWrite));
        }
        else if (isWrite && !touches[index].IsWrite)
        {
            touches[index] = (frame, true);
        }
    }
}
