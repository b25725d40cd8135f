using System.Collections.Immutable;

namespace ActorVm.Messages;

// Out of memory, in the order it is spoken:
//
//   page daemon ──AskSwapSpace──▶ swap pager ──SwapSpaceLeft──▶ page daemon
//   page daemon ──KillBiggest──▶ process table
//                                process table ──CountResident──▶ queue manager ──ResidentCounted──▶ process table
//                                process table ──CountSwapped──▶ swap pager ──SwappedCounted──▶ process table
//                                process table ──KillProgram──▶ program
//   page daemon ◀──ProcessKilled / NobodyToKill── process table
//   page daemon ──WakeMemorySleepers──▶ queue manager

/// <summary>Page daemon → swap pager: how much is left?</summary>
public sealed record AskSwapSpace : Message;

/// <summary>Swap pager → page daemon.</summary>
/// <param name="Pages"><c>swap_pager_avail</c>.</param>
/// <param name="IsFull"><c>swap_pager_full</c>: a write failed for want of space, and there has not been room since.</param>
public sealed record SwapSpaceLeft(int Pages, bool IsFull) : Message;

/// <summary>Page daemon → process table: kill the process with the most pages in memory and swap ("out of swap space").</summary>
/// <param name="HasSwap">While swap is left, the first processes of the machine are spared.</param>
public sealed record KillBiggest(bool HasSwap) : Message;

/// <summary>Process table → queue manager: how many pages does each process have mapped? A process is its objects and its thread.</summary>
public sealed record CountResident(ImmutableArray<ImmutableArray<ObjectId>> Processes, ImmutableArray<ActorId> Threads) : Message;

/// <summary>Queue manager → process table: vmspace_resident_count of each; −1 for who is not runnable, or keeps its map locked.</summary>
public sealed record ResidentCounted(ImmutableArray<int> Pages) : Message;

/// <summary>Process table → swap pager: how many pages does each process have in swap?</summary>
public sealed record CountSwapped(ImmutableArray<ImmutableArray<ObjectId>> Processes) : Message;

/// <summary>Swap pager → process table: vmspace_swap_count of each.</summary>
public sealed record SwappedCounted(ImmutableArray<int> Pages) : Message;

/// <summary>Process table → page daemon: this one dies.</summary>
public sealed record ProcessKilled(ActorId Process) : Message;

/// <summary>Process table → page daemon: none may be killed.</summary>
public sealed record NobodyToKill : Message;

/// <summary>Page daemon → queue manager: somebody was killed; everybody who waits for memory looks again.</summary>
public sealed record WakeMemorySleepers : Message;
