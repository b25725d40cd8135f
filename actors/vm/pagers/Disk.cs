using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>How fast a disk is.</summary>
/// <param name="Seek">To a block that does not follow the last one.</param>
/// <param name="TransferPerPage">Each page.</param>
public sealed record DiskTimes(Duration Seek, Duration TransferPerPage)
{
    /// <summary>A 7200 rpm disk of 2004.</summary>
    public static readonly DiskTimes Typical = new(Duration.FromMicroseconds(8_500), Duration.FromMicroseconds(100));
}

/// <summary>When the disk is free again, and where its heads will be.</summary>
public readonly record struct DiskState(Tick FreeAt, long NextBlock);

/// <summary>A disk: serves requests in the order they come, each after a seek unless it follows the one before.</summary>
public sealed class Disk(DiskTimes times) : IBehaviour<DiskState>
{
    public DiskState Receive(DiskState self, in Envelope envelope, IOutbox outbox) => envelope.Message switch
    {
        StartIo m => Transfer(self, m, envelope.From, outbox),
        _ => throw new UnexpectedMessageException(nameof(Disk), "a transfer", envelope.Message),
    };

    private DiskState Transfer(DiskState self, StartIo io, ActorId pager, IOutbox outbox)
    {
        var seek = io.Block == self.NextBlock ? Duration.Zero : times.Seek;
        var done = Tick.Later(outbox.Now, self.FreeAt) + seek + times.TransferPerPage * io.Pages;
        outbox.Tell(pager, new IoDone(io.Ticket), done - outbox.Now);
        return times is { Seek.Nanoseconds: 0, TransferPerPage.Nanoseconds: 0 }
            ? default // explorations: no time, no heads
            : new DiskState(done, io.Block + io.Pages);
    }
}
