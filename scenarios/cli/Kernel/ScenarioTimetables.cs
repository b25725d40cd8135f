using System.Collections.Immutable;

using ActorVm.Actors;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>What a scenario changes while it runs, and when: sysctls, and what goes wrong.</summary>
internal sealed class ScenarioTimetables(ScenarioFile file, ScenarioMemory memory, WorldBuilder builder)
{
    public ImmutableArray<TimetableLine> Sysctl() => [.. file.Sysctl.SelectMany(LinesOf)];

    public ImmutableArray<TimetableLine> Faults() => [.. file.Faults.Where(fault => fault.Probability is null).SelectMany(LinesOf)];

    /// <summary>Errors by probability are the pagers' own, not on a timetable.</summary>
    public int OddsOf(FaultKind kind) => file.Faults.Where(fault => fault.Kind == kind).Sum(fault => fault.Probability?.PerMillion ?? 0);

    private IEnumerable<TimetableLine> LinesOf(SysctlChange change)
    {
        if (change.OldContigmalloc is { } old && !ScenarioWorld.RevisionOf(file).IsOldOnly)
        {
            foreach (var driver in file.Drivers)
            {
                yield return Line(change.At, ScenarioWorld.AllocatorName(driver), new SetOldContigmalloc(old == 1));
            }
        }

        foreach (var (name, pages) in change.Thresholds())
        {
            yield return Line(change.At, KernelCast.QueueManager, new SetThreshold(name, pages));
        }
    }

    // Without a number of times a fault lasts.
    private IEnumerable<TimetableLine> LinesOf(FaultSection fault)
    {
        var (at, times) = (fault.At ?? Duration.Zero, fault.Times ?? -1);
        return fault.Kind switch
        {
            FaultKind.KvaExhausted => [Line(at, KernelCast.KernelMap, new ExhaustKernelMap(times))],
            FaultKind.FsSuspended => [Line(at, KernelCast.VnodePager, new SuspendWrites())],
            FaultKind.FsResumed => [Line(at, KernelCast.VnodePager, new ResumeWrites())],
            FaultKind.ObjectTrylockMiss => ObjectsOf(fault).Select(id => Line(at, KernelCast.QueueManager, new MissTrylocks(id, times))),
            _ => [FailedWrites(fault, at, times)],
        };
    }

    private TimetableLine FailedWrites(FaultSection fault, Duration at, int times)
    {
        var (pager, kind) = WriteFaultOf(fault.Kind);
        return Line(at, pager, new FailWrites(new WriteFault(fault.Page is { } page ? new PageIndex(page) : PageIndex.None, kind, times)));
    }

    private TimetableLine Line(Duration at, string actor, Message message) => new(at, builder.Reserve(actor), message);

    private IEnumerable<ObjectId> ObjectsOf(FaultSection fault) => fault.Object is { } name
        ? [memory.InitialObjects[name]]
        : file.Programs.Zip(memory.ObjectsOfPrograms).Where(pair => fault.Program is null || pair.First.Name == fault.Program).SelectMany(pair => pair.Second);

    private static (string Pager, WriteFaultKind Kind) WriteFaultOf(FaultKind kind) => kind switch
    {
        FaultKind.SwapWriteError => (KernelCast.SwapPager, WriteFaultKind.IoError),
        FaultKind.SwapNoSpace or FaultKind.SwapFull => (KernelCast.SwapPager, WriteFaultKind.NoSpace),
        FaultKind.VnodeAgain => (KernelCast.VnodePager, WriteFaultKind.Again),
        FaultKind.VnodeBad => (KernelCast.VnodePager, WriteFaultKind.Bad),
        FaultKind.VnodeFail => (KernelCast.VnodePager, WriteFaultKind.Fail),
        _ => (KernelCast.VnodePager, WriteFaultKind.Error),
    };
}
