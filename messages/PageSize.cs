namespace ActorVm.Messages;

/// <summary>Pages are 4096 bytes, always.</summary>
public static class PageSize
{
    public const int Bytes = 4096;

    public const int Shift = 12;

    /// <summary><c>round_page(bytes) / PAGE_SIZE</c>, wrapping like the kernel's unsigned arithmetic.</summary>
    public static int PagesOf(long bytes) => unchecked((int)((ulong)(bytes + Bytes - 1) >> Shift));
}
