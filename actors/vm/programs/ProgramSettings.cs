using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>What a program does, and whom it talks to.</summary>
public sealed record ProgramSettings
{
    public required TouchPlan Plan { get; init; }

    /// <summary>Touches between two times of thinking.</summary>
    public int TouchesPerBatch { get; init; } = 1000;

    public Duration Think { get; init; }

    public Duration StartsAfter { get; init; }

    /// <summary>When it exits, from the start of the run; null: never.</summary>
    public Duration? ExitsAfter { get; init; }

    /// <summary>With <see cref="TouchPattern.Shifting"/>: how long it stays with one working set.</summary>
    public Duration ShiftsEvery { get; init; } = Duration.FromSeconds(1);

    /// <summary>Batches it makes; null: without end.</summary>
    public int? BatchesMax { get; init; }

    public bool ExitsAfterLastBatch { get; init; }

    /// <summary>A lock it takes for each batch; null: none.</summary>
    public ProgramLock? Lock { get; init; }

    /// <summary>Counts what it did; off for explorations, where counters would tell equal situations apart.</summary>
    public bool IsCounted { get; init; } = true;

    public required ActorId QueueManager { get; init; }

    public required ActorId SwapPager { get; init; }

    public required ActorId VnodePager { get; init; }
}

/// <summary>What kind of lock a program takes.</summary>
public enum ProgramLockKind : byte
{
    /// <summary>The vnode lock, before a batch: it touches, and perhaps waits for memory, with the lock held.</summary>
    Vnode,

    /// <summary>The object lock, after a batch: it is preempted with the lock held.</summary>
    Object,

    /// <summary>The object lock after a batch, and with it the vnode lock: against the order of locks.</summary>
    ObjectThenVnode,
}

/// <summary>A lock a program takes for each batch.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Object">Whose.</param>
/// <param name="KeptFor">How long it keeps it after the touches.</param>
public sealed record ProgramLock(ProgramLockKind Kind, ObjectId Object, Duration KeptFor);
