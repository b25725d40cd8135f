namespace ActorVm.Cli.Maps;

/// <summary>What one page of a memory map is. Stored as a byte: the state in the low three bits, then the marks.</summary>
internal readonly record struct PageClass(PageState State, bool IsSwapBacked = false, bool IsDirty = false, bool IsBusy = false)
{
    private const int Swap = 0x08;
    private const int Dirty = 0x10;
    private const int Busy = 0x20;

    public byte Code => (byte)((int)State | (IsSwapBacked ? Swap : 0) | (IsDirty ? Dirty : 0) | (IsBusy ? Busy : 0));

    /// <summary>Whether it belongs to an object: a swap object if it is swap-backed, else a vnode object.</summary>
    public bool HasObject => State is PageState.Cache or PageState.Inactive or PageState.Active;

    /// <summary>The class of a byte of a file, or null where there is none such.</summary>
    public static PageClass? FromCode(byte code)
    {
        var page = new PageClass((PageState)(code & 7), (code & Swap) != 0, (code & Dirty) != 0, (code & Busy) != 0);
        var isClean = !page.IsDirty && !page.IsBusy;

        return code < 0x40 && page.State <= PageState.Wired && (page.HasObject || code < Swap) && (page.State != PageState.Cache || isClean) ? page : null;
    }
}

internal enum PageState { Hole, Free, Cache, Inactive, Active, Wired }
