using System.Runtime.InteropServices;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Both ends of a page queue and its length. Ends are stored plus one, so that an empty queue is all zeroes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct QueueHead
{
    private readonly int first;
    private readonly int last;
    private readonly long length;

    public QueueHead(PageIndex first, PageIndex last, long length) =>
        (this.first, this.last, this.length) = (first.Value + 1, last.Value + 1, length);

    public PageIndex First => new(first - 1);

    public PageIndex Last => new(last - 1);

    /// <summary><c>lcnt</c>.</summary>
    public int Length => (int)length;
}
