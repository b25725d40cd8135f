namespace ActorVm.Messages;

/// <summary>Queue manager → thread whose code did it: the kernel panicked. Nothing runs any more.</summary>
public sealed record KernelPanicked(string Panic, bool IsPageFault) : Message;

/// <summary>Sysctl changer → allocators: <c>sysctl vm.old_contigmalloc=…</c>. Calls under way are not affected.</summary>
public sealed record SetOldContigmalloc(bool IsOld) : Message;

/// <summary>Allocator → driver: your call spins in the kernel and will never come back.</summary>
public sealed record ContigHangs : Message;

/// <summary>Allocator → driver: your call brought the kernel down.</summary>
public sealed record ContigCrashed(string Panic, bool IsPageFault) : Message;
