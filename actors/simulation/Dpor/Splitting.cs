using System.Collections.Immutable;

namespace ActorVm.Simulation;

/// <summary>
/// Splits items: makes some runs at random, looks for the actor that hears the most different messages at the first place that
/// no condition is about yet, and makes an item for each of these and one for all others.
/// </summary>
internal sealed class Splitting
{
    private const int Runs = 100;
    private const int StepsMost = 10_000;

    private readonly Path path;
    private readonly int[] actors;
    private readonly List<int> enabled = [];
    private SplitMix64 random = new(1);

    private Splitting(World start)
    {
        path = new Path(start);

        // Of one that knows of messages that commute, the order in which it hears them is not the trace's.
        actors = [.. Enumerable.Range(0, start.ActorCount).Where(actor => start.Cells[actor].Commuting is null)];
    }

    public static ImmutableArray<WorkItem> Split(World start, WorkItem item, int atLeast)
    {
        var splitting = new Splitting(start);
        var (open, done) = (new Queue<WorkItem>([item]), new List<WorkItem>());
        while (open.TryDequeue(out var next))
        {
            if (open.Count + done.Count + 1 >= atLeast || splitting.Parts(next) is not { } parts)
                done.Add(next);
            else
                parts.ForEach(open.Enqueue);
        }

        return [.. done];
    }

    private List<WorkItem>? Parts(WorkItem item)
    {
        var places = Array.ConvertAll(actors, item.NextPlace);
        var heard = actors.Select(_ => new SortedDictionary<(long, long), (Letter Letter, int Count)>()).ToArray();
        for (var run = 0; run < Runs; run++)
        {
            Walk(item);
            if (item.Owns(path))
                Listen(places, heard);
            while (path.Length > 0)
                path.Back();
        }

        var best = Enumerable.Range(0, actors.Length).MaxBy(actor => Others(heard[actor]));
        if (actors.Length == 0 || Others(heard[best]) == 0)
            return null;

        var letters = heard[best].Values.Select(entry => entry.Letter).ToImmutableArray();
        return
        [
            .. letters.Select(letter => item.With(new Condition(actors[best], places[best], [letter], IsOther: false))),
            item.With(new Condition(actors[best], places[best], letters, IsOther: true)),
        ];
    }

    private void Walk(WorkItem item)
    {
        while (path.Length < StepsMost)
        {
            path.ListEnabled(enabled);
            item.Forbid(path, enabled);
            if (enabled.Count == 0)
                return;
            var process = enabled[random.Below(enabled.Count)];
            if (path.Step(process, 0, out var ways) is not null)
                return;
            if (ways == 1)
                continue;
            path.Back();
            if (path.Step(process, random.Below(ways), out _) is not null)
                return;
        }
    }

    private void Listen(int[] places, SortedDictionary<(long, long), (Letter Letter, int Count)>[] heard)
    {
        var counts = new int[path.ActorCount];
        for (var step = 0; step < path.Length; step++)
        {
            var receiver = path[step].Receiver;
            var actor = Array.BinarySearch(actors, receiver);
            if (actor < 0 || counts[receiver]++ != places[actor])
                continue;
            var letter = path.LetterAt(step);
            var key = (letter.Channel.Order, letter.Sequence);
            heard[actor][key] = (letter, heard[actor].GetValueOrDefault(key).Count + 1);
        }
    }

    // Runs in which the actor does not hear the most frequent: how evenly a split would fall.
    private static int Others(SortedDictionary<(long, long), (Letter Letter, int Count)> heard) =>
        heard.Count == 0 ? 0 : heard.Values.Sum(entry => entry.Count) - heard.Values.Max(entry => entry.Count);
}
