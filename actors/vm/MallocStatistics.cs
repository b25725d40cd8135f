using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Counters of one malloc type.</summary>
/// <param name="Type">Its short description.</param>
/// <param name="InUse">Allocations not freed yet.</param>
/// <param name="MemoryUse">Their bytes.</param>
/// <param name="MaxUsed">The most bytes ever.</param>
/// <param name="Calls">Calls, failed ones included.</param>
public readonly record struct MallocTypeCounters(string Type, long InUse, long MemoryUse, long MaxUsed, long Calls);

/// <summary>Counters of all types, in the order they were first used.</summary>
public readonly record struct MallocStatisticsState(ImmutableArray<MallocTypeCounters> Types)
{
    public MallocStatisticsState()
        : this([])
    {
    }
}

/// <summary>malloc(9) statistics per type. A failed call counts as a call of size 0; what a leak loses is not seen (H19).</summary>
/// <remarks>Kernel notes §10.</remarks>
public sealed class MallocStatistics : IBehaviour<MallocStatisticsState>
{
    public MallocStatisticsState Receive(MallocStatisticsState self, in Envelope envelope, IOutbox outbox) => envelope.Message switch
    {
        CountAllocated m => Change(self, m.Type, counters => Allocated(counters, m.Bytes)),
        CountFreed m => Change(self, m.Type, counters => Freed(counters, m.Bytes)),
        _ => throw new UnexpectedMessageException(nameof(MallocStatistics), "a count", envelope.Message),
    };

    private static MallocTypeCounters Allocated(MallocTypeCounters counters, long bytes) => counters with
    {
        Calls = counters.Calls + 1,
        InUse = counters.InUse + (bytes != 0 ? 1 : 0),
        MemoryUse = counters.MemoryUse + bytes,
        MaxUsed = Math.Max(counters.MaxUsed, counters.MemoryUse + bytes),
    };

    private static MallocTypeCounters Freed(MallocTypeCounters counters, long bytes) =>
        bytes > counters.MemoryUse
            ? throw new KernelPanicException(
                "malloc(9)/free(9) confusion.\nProbably freeing with wrong type, but maybe not here.")
            : counters with { InUse = counters.InUse - 1, MemoryUse = counters.MemoryUse - bytes };

    private static MallocStatisticsState Change(
        MallocStatisticsState self, string type, Func<MallocTypeCounters, MallocTypeCounters> change)
    {
        for (var index = 0; index < self.Types.Length; index++)
        {
            if (self.Types[index].Type == type)
                return new(self.Types.SetItem(index, change(self.Types[index])));
        }

        return new(self.Types.Add(change(new MallocTypeCounters(type, 0, 0, 0, 0))));
    }
}
