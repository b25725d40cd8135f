using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// vm_pageout and vm_pageout_scan, as far as they run under the page-queue mutex: the main loop, and a scan: INACTIVE,
/// then ACTIVE, then the refill of really free pages.
/// </summary>
/// <remarks>Kernel notes §5. One object runs one step; everything that lasts is in the work and in memory.</remarks>
internal sealed class PageoutScan(KernelMemory memory, DaemonSettings settings, ActorId thread)
{
    private static readonly Duration BetweenPasses = Duration.FromMilliseconds(500);

    /// <summary>Passes after this one are like it, and counted no further: equal situations are equal states.</summary>
    private const int LaterPass = 2;

    private readonly InactiveScan inactive = new(memory, settings, thread);
    private readonly ActiveScan active = new(memory, settings, thread);
    private readonly PageStatistics statistics = new(memory, settings, thread);

    /// <summary>What to tell the pager, after <see cref="DaemonStop.PutsPages"/>.</summary>
    public PutPages? Put => inactive.Put;

    /// <summary>How long to sleep at most, after <see cref="DaemonStop.Sleeps"/>; zero: until woken.</summary>
    public Duration AtMost { get; private set; }

    /// <summary>So many pages of the page-out in hand are written, or on their way.</summary>
    public static void Written(ref DaemonWork work, int pages) => InactiveScan.Written(ref work, pages);

    /// <summary>Runs to the next point where locks are dropped.</summary>
    public DaemonStop Continue(ref DaemonWork work)
    {
        switch (work.At)
        {
            case DaemonStep.Loop:
                return Loop(ref work);
            case DaemonStep.Awake:
                return Awake(ref work);
            case DaemonStep.Statistics:
                return Statistics(ref work);
            case DaemonStep.Scan:
                inactive.Begin(ref work);
                break;
            default: // in the middle of the scan
                break;
        }

        return Scan(ref work);
    }

    // Woken from idle: pass 0. Still short after it: pass 1 at once, then one every half second.
    private DaemonStop Loop(ref DaemonWork work)
    {
        memory.WakeSleepersIfEnough();
        work.IsIdle = !memory.Meter.PagesNeeded;
        work.Pass = work.IsIdle ? (work.Pass > 1 ? 1 : 0) : Math.Min(work.Pass + 1, LaterPass);
        if (!work.IsIdle && work.Pass == 1)
            return SetOut(ref work);

        AtMost = work.IsIdle ? Duration.FromSeconds(settings.StatisticsInterval) : BetweenPasses;
        work.At = DaemonStep.Awake;
        return DaemonStop.Sleeps;
    }

    private DaemonStop Awake(ref DaemonWork work)
    {
        var isQuiet = work is { IsIdle: true, HasTimedOut: true } && !memory.Meter.PagesNeeded;
        work.HasTimedOut = false;
        if (!isQuiet)
            return SetOut(ref work);

        work.Pass = 0;
        return statistics.Begin(ref work) ? Statistics(ref work) : Rest(ref work);
    }

    private DaemonStop SetOut(ref DaemonWork work)
    {
        memory.CountWakeup();
        work.At = DaemonStep.Scan;
        work.IsIdle = false;
        return DaemonStop.BeginsScan;
    }

    private DaemonStop Statistics(ref DaemonWork work)
    {
        var stop = statistics.Continue(ref work);
        return stop == DaemonStop.Done ? Rest(ref work) : stop;
    }

    // Statistics are over: back to the top of the loop, unless there is none.
    private DaemonStop Rest(ref DaemonWork work)
    {
        work = new DaemonWork { At = DaemonStep.Loop, Pass = work.Pass, IsOrdered = work.IsOrdered };
        return work.IsOrdered ? DaemonStop.Collected : Loop(ref work);
    }

    private DaemonStop Scan(ref DaemonWork work)
    {
        if (work.At != DaemonStep.Active)
        {
            var stop = inactive.Continue(ref work);
            if (stop != DaemonStop.Done)
                return stop;

            active.Begin(ref work);
        }

        if (active.Continue(ref work) is not DaemonStop.Done and var waits)
            return waits;

        FreeRefill.Run(memory, thread);
        return DaemonStop.Scanned;
    }
}
