using System.Runtime.InteropServices;

namespace ActorVm.Actors;

/// <summary>What an object's pages are written to.</summary>
public enum ObjectType : byte
{
    /// <summary>Anonymous memory that never went to swap: becomes <see cref="Swap"/> at its first page-out.</summary>
    Default,
    Swap,
    Vnode,

    /// <summary>Device memory and the like: cannot be paged out.</summary>
    Phys,
}

/// <summary>A VM object, without its pages.</summary>
/// <remarks>Kernel notes §1, §5, §6.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct VmObject
{
    public ObjectType Type { get; init; }

    /// <summary>OBJ_DEAD: being destroyed.</summary>
    public bool IsDead { get; init; }

    /// <summary>OBJ_MIGHTBEDIRTY: a vnode object that was written through mappings since it was last cleaned whole.</summary>
    public bool MightBeDirty { get; init; }

    /// <summary>OBJ_WRITEABLE.</summary>
    public bool IsWriteable { get; init; }

    /// <summary>In pages; one more than the highest index ever used.</summary>
    public int Size { get; init; }

    /// <summary>References by maps; 0 means that nobody uses the object any more.</summary>
    public int RefCount { get; init; }

    public int ResidentPages { get; init; }

    /// <summary>Base colour, added to the page index.</summary>
    public int Colour { get; init; }

    /// <summary>Page-outs under way.</summary>
    public int PagingInProgress { get; init; }

    /// <summary>Counts insertions and removals while somebody cleans the object, so that the walk can tell that it must start again; 0: nobody does.</summary>
    public int Generation { get; init; }

    /// <summary>How many of the next trylocks fail although nobody is seen to hold the lock; −1 for ever.</summary>
    public int TrylockMisses { get; init; }

    /// <summary>Who holds the object lock across steps, plus one; 0 nobody.</summary>
    public int LockHolderPlusOne { get; init; }

    /// <summary>Terminated: whoever still knows it uses memory that may be another object's by now.</summary>
    public bool IsGone => IsDead && ResidentPages == 0;

    public bool IsSwapBacked => Type is ObjectType.Default or ObjectType.Swap;
}
