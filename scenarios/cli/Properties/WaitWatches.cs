using ActorVm.Actors;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Properties;

/// <summary>
/// Nobody waits for each other in a circle, and nobody sleeps when nothing is left that could wake him. A circle of locks is told at once; one that goes through memory (somebody waits
/// for memory, somebody else holds claimed pages and waits for him) when it has lasted for some time, since others may free some.
/// </summary>
internal sealed class DeadlockWatch(string name) : AlwaysWatch(name)
{
    private static readonly Duration Patience = Duration.FromMilliseconds(5_000);

    private Tick? since;

    public override void Saw(in Delivered step, RunView view)
    {
        var (state, vnodes) = (view.QueueManager, view.VnodePager);
        if (HasFailed || (state.Locks.Waiting.IsEmpty && vnodes.Locks.All(vnode => vnode.Waiting.IsEmpty)))
        {
            since = null;
            return;
        }

        if (LockReport.FindCircle(state, vnodes) is { Count: > 0 } circle)
        {
            Fail(view, Words(view, circle));
        }
        else if (state.FaultWaiters.IsEmpty && state.MemoryWaiters.IsEmpty)
        {
            since = null;
        }
        else
        {
            JudgeMemory(view, step.At);
        }
    }

    public override PropertyReport Conclude(RunView view)
    {
        if (!HasFailed && view.IsQuiet && Sleepers.Describe(view) is { Count: > 0 } sleepers)
        {
            Fail(view, $"nothing can happen any more, and nobody is left to wake who sleeps: {string.Join("; ", sleepers)}");
        }

        return base.Conclude(view);
    }

    private void JudgeMemory(RunView view, Tick now)
    {
        var circle = LockReport.FindCircle(view.QueueManager, view.VnodePager, view.HoldersOfClaims());
        since = circle.Count == 0 ? null : since ?? now;
        if (circle.Count > 0 && (now - since!.Value).Nanoseconds >= Patience.Nanoseconds)
        {
            Fail(view, $"{Words(view, circle)}; for {Times.Text(now - since.Value)} now");
        }
    }

    private static string Words(RunView view, IReadOnlyList<ActorId> circle)
    {
        var claims = view.Claims().Select(claim => $"{view.World.NameOf(claim.Thread)} holds {claim.Pages} claimed pages");
        return $"deadlock of {string.Join(", ", circle.Select(view.World.NameOf))}: {string.Join("; ", LockReport.Describe(view.QueueManager, view.VnodePager, view.World.NameOf).Concat(claims))}";
    }
}

/// <summary>Nobody works or waits on the same thing for longer than this: calls of contigmalloc, sleepers for memory, threads that want a lock.</summary>
internal sealed class StarvationWatch(string name, Duration most) : AlwaysWatch(name)
{
    private readonly SortedDictionary<int, (Tick Since, string For)> waiting = [];

    public override void Saw(in Delivered step, RunView view)
    {
        if (HasFailed)
        {
            return;
        }

        Judge(view, step.At);
        if (!HasFailed && view.Requests.OldestOpen is { } request && IsTooLong(step.At - request.Asked))
        {
            Fail(view, $"{request.Driver} asked for {PageSize.PagesOf(request.Call.Size)} pages {Times.Text(step.At - request.Asked)} ago and has no answer: {view.WaitOf(request)}, {view.WrittenFor(request)} pages written so far");
        }
    }

    private void Judge(RunView view, Tick now)
    {
        var still = Waits(view).ToArray();
        foreach (var gone in waiting.Keys.Except(still.Select(wait => wait.Thread.Number)).ToArray())
        {
            waiting.Remove(gone);
        }

        foreach (var (thread, what) in still)
        {
            var known = waiting.TryGetValue(thread.Number, out var earlier) && earlier.For == what;
            waiting[thread.Number] = known ? earlier : (now, what);
            if (known && !HasFailed && IsTooLong(now - earlier.Since))
            {
                Fail(view, $"{view.World.NameOf(thread)} waits for {what} for {Times.Text(now - earlier.Since)}");
            }
        }
    }

    private bool IsTooLong(Duration age) => age.Nanoseconds > most.Nanoseconds;

    private static IEnumerable<(ActorId Thread, string What)> Waits(RunView view)
    {
        var state = view.QueueManager;
        return state.Locks.Waiting.Select(envelope => (envelope.From, "a lock"))
            .Concat(state.FaultWaiters.Concat(state.MemoryWaiters).Select(thread => (thread, "memory")))
            .Concat(state.PageSleepers.Select(sleeper => (sleeper.Thread, $"page {sleeper.Page.Value}")))
            .Concat(view.VnodePager.Locks.SelectMany(vnode => vnode.Waiting.Select(thread => (thread, $"vnode {vnode.Object.Value}"))));
    }
}

/// <summary>Who sleeps on what, in words.</summary>
internal static class Sleepers
{
    public static IReadOnlyList<string> Describe(RunView view)
    {
        var known = LockReport.Describe(view.QueueManager, view.VnodePager, view.World.NameOf);
        var callers = view.Requests.Unanswered
            .Select(request => (Name: view.World.NameOf(request.Thread), Wait: view.WaitOf(request)))
            .Where(caller => !known.Any(line => line.Contains(caller.Name, StringComparison.Ordinal)))
            .Select(caller => $"{caller.Name} is {caller.Wait}");
        return [.. callers, .. known];
    }
}
