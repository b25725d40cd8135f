namespace ActorVm.Messages;

/// <summary>Something another processor does to one page, without regard to locks: what recorded vectors inject.</summary>
public enum DisturbanceKind : byte
{
    /// <summary>A cached or inactive page is used again.</summary>
    Touch,

    /// <summary>A page is written through a mapping.</summary>
    Dirty,

    /// <summary>A free page is allocated into an object, filled, dirtied and activated.</summary>
    Grab,

    /// <summary>A page is freed by its owner's exit.</summary>
    Exit,

    Wire,

    Cache,

    Hold,

    Unhold,

    /// <summary>The vnode behind the page's object is recycled, if nobody refers to it: the object is terminated.</summary>
    Reclaim,

    /// <summary>Whatever kept the page busy is over.</summary>
    EndBusy,
}

/// <summary>Outside → queue manager: does nothing if the page is not in a state that allows it.</summary>
public sealed record Disturb(DisturbanceKind Kind, PageIndex Page, ObjectId Object, int Offset) : Message;
