namespace ActorVm.Messages;

// A driver speaks with an allocator (ContigAllocation.cs) and, by timers, with itself.

/// <summary>Driver → itself: time to ask.</summary>
public sealed record AskDue : Message;

/// <summary>Driver → itself: this memory was held long enough.</summary>
/// <param name="Grant">Which grant it was, counted from 0.</param>
public sealed record FreeDue(int Grant) : Message;
