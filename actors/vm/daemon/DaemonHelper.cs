using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Whether the page daemon has asked already. How often is for who listens: a count would tell equal situations apart.</summary>
public readonly record struct DaemonHelperState(bool WasAsked);

/// <summary>
/// Whom the page daemon asks when its own scans are not enough: a handler of vm_lowmem, the syncer, the vmdaemon. What they
/// would then do (give caches back, write files, swap processes out) is not modelled.
/// </summary>
/// <remarks>Kernel notes §5.</remarks>
public sealed class DaemonHelper : IBehaviour<DaemonHelperState>
{
    public DaemonHelperState Receive(DaemonHelperState self, in Envelope envelope, IOutbox outbox) => envelope.Message switch
    {
        MemoryIsLow or SpeedUpSyncer or SwapOutProcesses => new DaemonHelperState(WasAsked: true),
        _ => throw new UnexpectedMessageException(nameof(DaemonHelper), "the page daemon", envelope.Message),
    };
}
