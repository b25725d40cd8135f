namespace ActorVm.Messages;

// allocator ──CountAllocated / CountFreed──▶ malloc statistics. No answers: the kernel only takes a mutex.

/// <summary>Allocator → malloc statistics: <c>malloc_type_allocated(type, size)</c>; size 0 for a failed call.</summary>
public sealed record CountAllocated(string Type, long Bytes) : Message;

/// <summary>Allocator → malloc statistics: <c>malloc_type_freed(type, size)</c>.</summary>
public sealed record CountFreed(string Type, long Bytes) : Message;
