using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>A process as the out-of-memory rule sees it.</summary>
/// <param name="Pid">Its number: 1 is init, and the first ones are those without which a machine is not worth much.</param>
/// <param name="Program">Who is told to die.</param>
/// <param name="Objects">Its memory.</param>
public sealed record Process(int Pid, ActorId Program, ImmutableArray<ObjectId> Objects)
{
    /// <summary>P_SYSTEM or P_PROTECTED: never killed.</summary>
    public bool IsProtected { get; init; }
}

/// <summary>What the process table waits for.</summary>
public enum ProcessTableWait : byte
{
    /// <summary>That memory runs out.</summary>
    OutOfMemory,

    /// <summary>How much each process has in memory.</summary>
    Resident,

    /// <summary>How much each process has in swap.</summary>
    Swapped,
}

/// <summary>The process table between two messages.</summary>
public readonly record struct ProcessTableState()
{
    public ProcessTableWait WaitingOn { get; init; }

    public ActorId Daemon { get; init; }

    public bool HasSwap { get; init; }

    /// <summary>Pages in memory, process by process (−1: passed over), while it asks for those in swap.</summary>
    public ImmutableArray<int> Resident { get; init; } = [];
}

/// <summary>
/// Finds and kills the biggest process, by pages in memory and in swap, when the page daemon finds no other way. Spared
/// are init, protected processes, and the first 48 while there is swap left; passed over are those that wait for a mutex, and
/// those whose map is locked because they are just giving it up.
/// </summary>
/// <remarks>Kernel notes §5. Who is dying already may be chosen again, as in the kernel.</remarks>
public sealed class ProcessTable(ImmutableArray<Process> processes, ActorId queueManager, ActorId swapPager) : IBehaviour<ProcessTableState>
{
    private const int InitPid = 1;
    private const int FirstOrdinaryPid = 48;

    public ProcessTableState Receive(ProcessTableState self, in Envelope envelope, IOutbox outbox) =>
        (self.WaitingOn, envelope.Message) switch
        {
            (ProcessTableWait.OutOfMemory, KillBiggest m) => CountResident(self, m, envelope.From, outbox),
            (ProcessTableWait.Resident, ResidentCounted m) => CountSwapped(self, m, outbox),
            (ProcessTableWait.Swapped, SwappedCounted m) => Kill(self, m.Pages, outbox),
            _ => throw new UnexpectedMessageException(nameof(ProcessTable), self.WaitingOn, envelope.Message),
        };

    private ProcessTableState CountResident(ProcessTableState self, KillBiggest kill, ActorId daemon, IOutbox outbox)
    {
        outbox.Tell(queueManager, new CountResident([.. processes.Select(process => process.Objects)], [.. processes.Select(process => process.Program)]));
        return self with { WaitingOn = ProcessTableWait.Resident, Daemon = daemon, HasSwap = kill.HasSwap };
    }

    private ProcessTableState CountSwapped(ProcessTableState self, ResidentCounted counted, IOutbox outbox)
    {
        outbox.Tell(swapPager, new CountSwapped([.. processes.Select(process => process.Objects)]));
        return self with { WaitingOn = ProcessTableWait.Swapped, Resident = counted.Pages };
    }

    private ProcessTableState Kill(ProcessTableState self, ImmutableArray<int> swapped, IOutbox outbox)
    {
        var (biggest, size) = (-1, 0);
        for (var index = 0; index < processes.Length; index++)
        {
            var pages = self.Resident[index] + swapped[index];
            if (pages > size && self.Resident[index] >= 0 && MayDie(processes[index], self.HasSwap))
                (biggest, size) = (index, pages);
        }

        if (biggest < 0)
        {
            outbox.Tell(self.Daemon, new NobodyToKill());
            return new ProcessTableState();
        }

        outbox.Tell(processes[biggest].Program, new KillProgram());
        outbox.Tell(self.Daemon, new ProcessKilled(processes[biggest].Program));
        return new ProcessTableState();
    }

    private static bool MayDie(Process process, bool hasSwap) =>
        process.Pid != InitPid && !process.IsProtected && !(hasSwap && process.Pid < FirstOrdinaryPid);
}
