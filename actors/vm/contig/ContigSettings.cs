using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>How contigmalloc runs here.</summary>
/// <param name="Revision">The text followed.</param>
/// <param name="Passes">Passes of the new algorithm.</param>
/// <param name="IsFine">Others may run before each acquisition of the free mutex.</param>
/// <param name="SpinLimit">Failed claims of one page in a row after which the thread is said to spin.</param>
/// <param name="ProtectsClaimed">Pages of a window are taken one by one; false: all at the end, if they are still free.</param>
/// <param name="Thread">Who calls.</param>
internal readonly record struct ContigSettings(KernelRevision Revision, int Passes, bool IsFine, int SpinLimit, bool ProtectsClaimed, ActorId Thread);
