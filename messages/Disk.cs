namespace ActorVm.Messages;

// pager ──StartIo──▶ disk ──(seek, transfer)──IoDone──▶ pager

/// <summary>Pager → disk: transfer so many pages at this block. Requests are served in the order they came.</summary>
/// <param name="Ticket">The pager's number for this transfer.</param>
/// <param name="Block">Where on the disk, in pages: neighbours need no seek.</param>
/// <param name="Pages">How much.</param>
public sealed record StartIo(int Ticket, long Block, int Pages) : Message;

/// <summary>Disk → pager: done.</summary>
public sealed record IoDone(int Ticket) : Message;
