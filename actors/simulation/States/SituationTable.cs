namespace ActorVm.Simulation;

/// <summary>The situations seen so far, each once, numbered in the order they were found, with the one it was found from.</summary>
internal abstract class SituationTable
{
    public int Count { get; protected set; }

    public abstract long Bytes { get; }

    /// <summary>A situation that has not been forgotten.</summary>
    public abstract Span<ulong> this[int number] { get; }

    public abstract uint ParentOf(int number);

    /// <returns>True when the situation had not been seen.</returns>
    public abstract bool Add(ReadOnlySpan<ulong> situation, ulong hash, uint parent);

    /// <summary>The number of a situation, or −1.</summary>
    public abstract int NumberOf(ReadOnlySpan<ulong> situation, ulong hash);

    /// <summary>Brings the slot of a situation that will be asked for soon into the cache.</summary>
    public abstract void Prefetch(ulong hash);

    /// <summary>Brings what that slot says into the cache; the slot should be there already.</summary>
    public abstract void PrefetchSituation(ulong hash);

    /// <summary>The same situations in another layout.</summary>
    public abstract SituationTable Repacked(PackedLayout from, PackedLayout to);

    /// <summary>Situations before this number will not be looked at any more.</summary>
    public virtual void Forget(int before)
    {
    }
}
