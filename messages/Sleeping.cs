namespace ActorVm.Messages;

// What the queue manager tells threads that sleep in it.

/// <summary>Queue manager → thread: the page you slept on is no longer busy (or no longer there).</summary>
public sealed record PageWoken(PageIndex Page) : Message;

/// <summary>Queue manager → thread: there is memory again (wakeup of v_free_count).</summary>
public sealed record MemoryAvailable : Message;
