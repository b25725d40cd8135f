using ActorVm.Messages;

namespace ActorVm.Cli.Kernel;

/// <summary>What the page daemon has asked of others.</summary>
internal readonly record struct DaemonBystanderState
{
    public bool IsPassUnderWay { get; init; }

    public int Kills { get; init; }

    public int SyncerCalls { get; init; }

    public int SwapOuts { get; init; }
}

/// <summary>
/// Stands in for everybody around the page daemon: orders its passes, knows the state of swap as the vector gives it,
/// counts calls of the syncer and the swapper, and the processes it would have to kill.
/// </summary>
internal sealed class DaemonBystander(ActorId daemon, int swapPagesLeft, bool isSwapFull) : IBehaviour<DaemonBystanderState>
{
    public DaemonBystanderState Receive(DaemonBystanderState self, in Envelope envelope, IOutbox outbox)
    {
        switch (envelope.Message)
        {
            case RunDaemonPass order:
                outbox.Tell(daemon, order);
                return self with { IsPassUnderWay = true };
            case AskSwapSpace:
                outbox.Tell(daemon, new SwapSpaceLeft(swapPagesLeft, isSwapFull));
                return self;
            case KillBiggest:
                outbox.Tell(daemon, new NobodyToKill());
                return self with { Kills = self.Kills + 1 };
            case MemoryIsLow: return self; // whoever hears vm_lowmem here has nothing to give back
            case SpeedUpSyncer: return self with { SyncerCalls = self.SyncerCalls + 1 };
            case SwapOutProcesses: return self with { SwapOuts = self.SwapOuts + 1 };
            case DaemonPassDone: return self with { IsPassUnderWay = false };
            default: throw new UnexpectedMessageException(nameof(DaemonBystander), "the page daemon", envelope.Message);
        }
    }
}
