using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Tells in words who holds which lock and who sleeps on what, so that a deadlock can be read.</summary>
/// <remarks>Kernel notes §11: the order is Giant, vnode, object, page-queue mutex, free mutex.</remarks>
public static class LockReport
{
    /// <summary>One line for each lock that is held or waited for, and for each thing slept on.</summary>
    public static IReadOnlyList<string> Describe(in QueueManagerState state, in VnodePagerState vnodes, Func<ActorId, string> nameOf)
    {
        var lines = new List<string>();
        foreach (var edge in Edges(state, vnodes))
        {
            if (lines.Count == 0 || !lines[^1].StartsWith(edge.What + " ", StringComparison.Ordinal))
                lines.Add($"{edge.What} held by {nameOf(edge.Holder)}");

            if (edge.Waiter is { } waiter)
                lines[^1] += $", {nameOf(waiter)} waits";
        }

        foreach (var sleeper in state.PageSleepers)
            lines.Add($"page {sleeper.Page.Value}: {nameOf(sleeper.Thread)} sleeps until it is no longer busy");

        foreach (var thread in state.MemoryWaiters.Concat(state.FaultWaiters))
            lines.Add($"memory: {nameOf(thread)} sleeps, {state.Memory.Meter.FreeAndCache} free and cached of {state.Memory.Thresholds.FreeMin}");

        foreach (var writer in vnodes.Suspended)
            lines.Add($"suspended writes to files: {nameOf(writer.Thread)} sleeps until they are resumed");

        return lines;
    }

    /// <summary>Threads that wait for each other's locks in a circle; empty if there is none. Sleeping for memory or pages is no lock.</summary>
    public static IReadOnlyList<ActorId> FindCircle(in QueueManagerState state, in VnodePagerState vnodes) => FindCircle(state, vnodes, []);

    /// <summary>The same, and whoever sleeps for memory waits for those who sit on pages and wait for somebody as well.</summary>
    public static IReadOnlyList<ActorId> FindCircle(in QueueManagerState state, in VnodePagerState vnodes, IReadOnlyList<ActorId> holdersOfPages)
    {
        var edges = Edges(state, vnodes).Where(edge => edge.Waiter is not null).ToList();
        foreach (var sleeper in state.MemoryWaiters.Concat(state.FaultWaiters))
            edges.AddRange(holdersOfPages.Select(holder => new Edge("memory", holder, sleeper)));

        foreach (var start in edges)
        {
            var circle = new List<ActorId>();
            if (Reaches(start.Waiter!.Value, start.Waiter!.Value, edges, circle))
                return circle;
        }

        return [];
    }

    private static bool Reaches(ActorId from, ActorId goal, List<Edge> edges, List<ActorId> path)
    {
        if (path.Contains(from))
            return false;

        path.Add(from);
        foreach (var edge in edges)
        {
            if (edge.Waiter == from && edge.Holder != from && (edge.Holder == goal || Reaches(edge.Holder, goal, edges, path)))
                return true;
        }

        path.RemoveAt(path.Count - 1);
        return false;
    }

    // Lock by lock: who holds it, and who waits for it; without waiter once, if it is only held.
    private static List<Edge> Edges(in QueueManagerState state, in VnodePagerState vnodes)
    {
        var edges = new List<Edge>();
        if (state.Locks.Giant is { } giant)
            AddWaiting(edges, state, "Giant", giant, envelope => (QueueManager.LocksFor(envelope.Message) & Locks.Giant) != 0);

        foreach (var vnode in vnodes.Locks)
        {
            edges.Add(new Edge($"vnode {vnode.Object.Value}", vnode.Holder, null));
            foreach (var waiter in vnode.Waiting)
                edges.Add(new Edge($"vnode {vnode.Object.Value}", vnode.Holder, waiter));
        }

        for (var number = 0; number < state.Memory.ObjectCount; number++)
        {
            var id = new ObjectId(number);
            if (state.Memory.Object(id).LockHolderPlusOne is not 0 and var holder)
                AddWaiting(edges, state, $"object {number}", new ActorId(holder - 1), envelope => QueueManager.ObjectLockFor(envelope.Message) == id);
        }

        if (state.Locks.PageQueues is { } queues)
            AddWaiting(edges, state, "page-queue mutex", queues, envelope => (QueueManager.LocksFor(envelope.Message) & Locks.PageQueues) != 0);

        return edges;
    }

    private static void AddWaiting(List<Edge> edges, in QueueManagerState state, string what, ActorId holder, Func<Envelope, bool> waits)
    {
        edges.Add(new Edge(what, holder, null));
        foreach (var envelope in state.Locks.Waiting)
        {
            if (envelope.From != holder && waits(envelope))
                edges.Add(new Edge(what, holder, envelope.From));
        }
    }

    private readonly record struct Edge(string What, ActorId Holder, ActorId? Waiter);
}
