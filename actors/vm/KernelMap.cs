using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>A piece of kernel address space in use.</summary>
public readonly record struct MapEntry(long Address, int Pages)
{
    public long End => Address + ((long)Pages << PageSize.Shift);
}

/// <summary>Kernel address space: what is in use, in ascending order, and searches that must fail.</summary>
public readonly record struct KernelMapState(ImmutableArray<MapEntry> Entries)
{
    public KernelMapState()
        : this([])
    {
    }

    /// <summary>So many more searches fail; −1 all of them.</summary>
    public int FailuresToCome { get; init; }
}

/// <summary>The kernel map: finds the first gap that is wide enough.</summary>
/// <remarks>Kernel notes §9.2, §9.7.</remarks>
public sealed class KernelMap(long firstAddress, long pages) : IBehaviour<KernelMapState>
{
    public KernelMapState Receive(KernelMapState self, in Envelope envelope, IOutbox outbox) => envelope.Message switch
    {
        FindSpace when self.FailuresToCome != 0 => Fail(self, envelope.From, outbox),
        FindSpace m => Find(self, m.Pages, envelope.From, outbox),
        MeasureSpace m => Measure(self, m.KernelAddress, envelope.From, outbox),
        FreeSpace m => self with { Entries = Without(self.Entries, new MapEntry(m.KernelAddress, m.Pages)) },
        ExhaustKernelMap m => self with { FailuresToCome = m.Times },
        _ => throw new UnexpectedMessageException(nameof(KernelMap), "a request", envelope.Message),
    };

    private static KernelMapState Fail(KernelMapState self, ActorId thread, IOutbox outbox)
    {
        outbox.Tell(thread, new NoSpace());
        return self with { FailuresToCome = self.FailuresToCome < 0 ? self.FailuresToCome : self.FailuresToCome - 1 };
    }

    private KernelMapState Find(KernelMapState self, int wanted, ActorId thread, IOutbox outbox)
    {
        var address = firstAddress;
        var index = 0;
        while (index < self.Entries.Length && self.Entries[index].Address < address + ((long)wanted << PageSize.Shift))
            address = self.Entries[index++].End;

        var found = new MapEntry(address, wanted);
        if (found.End > firstAddress + (pages << PageSize.Shift))
        {
            outbox.Tell(thread, new NoSpace());
            return self;
        }

        outbox.Tell(thread, new SpaceFound(address));
        return self with { Entries = self.Entries.Insert(index, found) };
    }

    private static KernelMapState Measure(KernelMapState self, long address, ActorId thread, IOutbox outbox)
    {
        outbox.Tell(thread, new SpaceMeasured(self.Entries.FirstOrDefault(entry => entry.Address == address).Pages));
        return self;
    }

    // vm_map_remove: entries are clipped at both ends, whoever they belong to.
    private static ImmutableArray<MapEntry> Without(ImmutableArray<MapEntry> entries, MapEntry freed) =>
    [
        .. entries.SelectMany<MapEntry, MapEntry>(entry =>
        [
            Between(entry.Address, Math.Min(entry.End, freed.Address)),
            Between(Math.Max(entry.Address, freed.End), entry.End),
        ]).Where(entry => entry.Pages > 0),
    ];

    private static MapEntry Between(long address, long end) => new(address, (int)((end - address) >> PageSize.Shift));
}
