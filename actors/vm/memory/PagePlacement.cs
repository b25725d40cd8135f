using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>How a page is before the first step.</summary>
public readonly record struct PagePlacement
{
    public PagePlacement()
    {
    }

    public PageQueue Queue { get; init; }

    public ObjectId Object { get; init; } = ObjectId.None;

    /// <summary>Page index in the object.</summary>
    public int Offset { get; init; }

    /// <summary>All dirty bits.</summary>
    public bool IsDirty { get; init; }

    /// <summary>Written through a mapping that has not told the dirty bits yet.</summary>
    public bool IsModified { get; init; }

    public bool IsMapped { get; init; }

    /// <summary>Known to be zero; of a free page.</summary>
    public bool IsZero { get; init; }

    public bool IsWired { get; init; }

    public PageFlags Flags { get; init; }

    public int HoldCount { get; init; }

    public int Busy { get; init; }

    public int ActCount { get; init; }

    public int PmapReferences { get; init; }
}
