using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Who the kernel code of this step woke; the queue manager tells them when the step ends.</summary>
internal sealed class Wakeups
{
    /// <summary><c>wakeup(&amp;vm_pages_needed)</c>.</summary>
    public bool Daemon { get; set; }

    /// <summary><c>wakeup(&amp;vm_pageout_pages_needed)</c>: the daemon waited for a page of its own.</summary>
    public bool DaemonWaitingForPages { get; set; }

    /// <summary><c>wakeup(&amp;cnt.v_free_count)</c>.</summary>
    public bool WaitersForMemory { get; set; }

    /// <summary>Pages that somebody slept on and that are no longer busy, or are gone.</summary>
    public List<PageIndex> Pages { get; } = [];

    public void Clear()
    {
        (Daemon, DaemonWaitingForPages, WaitersForMemory) = (false, false, false);
        Pages.Clear();
    }
}
