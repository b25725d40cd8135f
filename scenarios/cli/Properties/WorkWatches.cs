using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Properties;

/// <summary>A request writes no more pages than it asks for.</summary>
internal sealed class WritingWatch(string name) : AlwaysWatch(name)
{
    public override void Saw(in Delivered step, RunView view)
    {
        if (HasFailed || step.Message is not ContigPutsPages || view.Requests.OpenOf(step.To) is not { } request)
        {
            return;
        }

        var (asked, written) = (PageSize.PagesOf(request.Call.Size), view.WrittenFor(request));
        if (written > asked)
        {
            Fail(view, $"{request.Driver} asked for {asked} pages and has {written} written by now");
        }
    }
}

/// <summary>M_ZERO memory is zero: each of its pages was known to be so, or has been cleared for this request.</summary>
internal sealed class ZeroedWatch(string name) : AlwaysWatch(name)
{
    private readonly SortedDictionary<int, PageIndex> claimed = [];

    public override void Saw(in Delivered step, RunView view)
    {
        if (step.Message is ContigClaimed claim)
        {
            claimed[step.To.Number] = claim.First;
        }

        if (HasFailed || step.Message is not ContigMapped || view.Requests.OpenOf(step.To) is not { Call.IsMapped: true } request || !request.Call.Flags.HasFlag(MallocFlags.Zero))
        {
            return;
        }

        var first = claimed[step.To.Number].Value;
        var pages = Enumerable.Range(first, PageSize.PagesOf(request.Call.Size)).ToArray();
        var stale = pages.Where(page => !view.Memory[new PageIndex(page)].Has(PageFlags.Zero) && !view.Ears.WasCleared(page)).ToArray();
        if (stale.Length > 0)
        {
            Fail(view, $"{request.Driver} asked for M_ZERO and gets pages {first} to {first + pages.Length - 1}, of which {stale.Length} hold what somebody left in them (page {stale[0]} is the first)");
        }
    }
}

/// <summary>Whoever takes pages below what the page daemon keeps, wakes it.</summary>
internal sealed class DaemonWokenWatch(string name) : AlwaysWatch(name)
{
    public override void Saw(in Delivered step, RunView view)
    {
        var memory = view.Memory;
        if (HasFailed || step.Message is not ContigGranted granted || !memory.IsPagingNeeded || memory.Meter.PagesNeeded || view.QueueManager.SleepingDaemon is null)
        {
            return;
        }

        Fail(view, $"{granted.Pages} pages were taken and {memory.Meter.FreeAndCache} are left, {memory.Thresholds.FreeReserved + memory.Thresholds.CacheMin} is what the page daemon keeps, but it sleeps and nobody told it");
    }
}
