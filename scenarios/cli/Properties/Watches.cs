using ActorVm.Actors;
using ActorVm.Cli.Reports;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Properties;

/// <summary>The pages themselves: one of the kernel's invariants, or all of them.</summary>
internal sealed class MemoryWatch(string name) : AlwaysWatch(name)
{
    private const string All = "invariants";

    public override bool SweepsMemory => true;

    public override void Sweep(RunView view, IReadOnlyList<InvariantViolation> violations)
    {
        var own = violations.Where(violation => Name == All || violation.Property == Name).ToArray();
        if (own.Length > 0)
        {
            Fail(view, own[0].ToString());
        }
    }
}

/// <summary>Something that must not be said, or not in this way; null while all is well.</summary>
internal sealed class NeverWatch(string name, StepProblem problem) : AlwaysWatch(name)
{
    public override void Saw(in Delivered step, RunView view)
    {
        if (!HasFailed && problem(step, view) is { } found)
        {
            Fail(view, found);
        }
    }
}

internal delegate string? StepProblem(in Delivered step, RunView view);

/// <summary>
/// Pages on no queue that nobody will give back. While a call is under way its claimed pages look the same,
/// so it looks only when none is.
/// </summary>
internal sealed class LeakWatch(string name) : AlwaysWatch(name)
{
    public override void Saw(in Delivered step, RunView view)
    {
        var isAnswer = step.Message is ContigGranted or ContigRefused or ContigFreed;
        if (isAnswer && !HasFailed && view.Requests.Open == 0)
        {
            Look(view);
        }
    }

    public override PropertyReport Conclude(RunView view)
    {
        if (!HasFailed && view.Requests.Open == 0)
        {
            Look(view);
        }

        return base.Conclude(view);
    }

    private void Look(RunView view)
    {
        var leaked = Leaks.Count(view.Memory);
        if (leaked > Leaks.InTransit(view))
        {
            Fail(view, $"{leaked} pages are on no queue and nobody's");
        }
    }
}

/// <summary>Pages that nobody will give back.</summary>
internal static class Leaks
{
    public static int Count(KernelMemory memory) => KernelInvariants.LostPages(memory).Count;

    /// <summary>pagezero takes one page off FREE while it clears it; what drivers keep unmapped is nobody's for the kernel.</summary>
    public static int InTransit(RunView view) => (view.HasPageZero ? 1 : 0) + view.PagesKeptUnmapped;
}

/// <summary>v_free_count at its lowest.</summary>
internal sealed class FreeCountWatch(string name, int least) : AlwaysWatch(name)
{
    public override void Saw(in Delivered step, RunView view)
    {
        if (!HasFailed && view.Memory.Meter.FreeCount < least)
        {
            Fail(view, $"v_free_count is {view.Memory.Meter.FreeCount}");
        }
    }
}

/// <summary>Both algorithms must have served somebody.</summary>
internal sealed class BothAlgorithmsWatch(string name) : PropertyWatch(name, "sometimes")
{
    public override PropertyReport Conclude(RunView view)
    {
        var algorithms = view.Requests.All.Select(request => request.Algorithm).Distinct().ToArray();
        return Report(algorithms.Contains(ContigAlgorithm.Old) && algorithms.Contains(ContigAlgorithm.New), $"only {string.Join(", ", algorithms)}");
    }
}

/// <summary>The page daemon must have been woken.</summary>
internal sealed class DaemonWatch(string name) : PropertyWatch(name, "sometimes")
{
    public override PropertyReport Conclude(RunView view) => Report(view.Memory.Meter.DaemonWakeups > 0, "was never woken");
}
