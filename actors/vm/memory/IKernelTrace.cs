namespace ActorVm.Actors;

/// <summary>What the kernel's trace facility can be told; numbers are page indices; for <see cref="Trylock"/> and <see cref="LocksTerminated"/> an object, for <see cref="Evict"/> how many pages.</summary>
public enum KernelEvent
{
    /// <summary>A trylock of an object by the allocator.</summary>
    Trylock,

    /// <summary>Slept on a busy page.</summary>
    Sleep,

    /// <summary>A cached page freed by the allocator.</summary>
    Free,

    /// <summary>A page claimed off FREE.</summary>
    Claim,

    /// <summary>A claimed page given back.</summary>
    Release,

    /// <summary>Pages in use (ACTIVE or INACTIVE) that the allocator has put on CACHE or freed in one step.</summary>
    Evict,

    /// <summary>A page cleared for M_ZERO.</summary>
    Zero,

    /// <summary>A scan of the page daemon has the object of the page locked and looks at it.</summary>
    Reached,

    /// <summary>A scan of the page daemon leaves the page where it is, for want of the lock of its object.</summary>
    PassedOver,

    /// <summary>A thread that remembered an object over a sleep locks it to work on it, and it has been terminated.</summary>
    LocksTerminated,

    /// <summary>A disturbance from outside changed the page.</summary>
    Disturbed,

    /// <summary>A disturbance from outside found the page in a state that did not allow it.</summary>
    NotDisturbed,
}

/// <summary>Hears of single kernel events as they happen. Observes only.</summary>
public interface IKernelTrace
{
    void Happened(KernelEvent what, int number);
}
