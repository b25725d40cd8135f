namespace ActorVm.Messages;

/// <summary>Index of a page in <c>vm_page_array</c>: its frame number less the first frame of the first segment.</summary>
public readonly record struct PageIndex(int Value) : IComparable<PageIndex>
{
    /// <summary>No page.</summary>
    public static readonly PageIndex None = new(-1);

    public bool IsNone => Value < 0;

    public int CompareTo(PageIndex other) => Value.CompareTo(other.Value);

    public static PageIndex operator +(PageIndex page, int pages) => new(page.Value + pages);

    public static PageIndex operator -(PageIndex page, int pages) => new(page.Value - pages);

    public static int operator -(PageIndex left, PageIndex right) => left.Value - right.Value;

    public static bool operator <(PageIndex left, PageIndex right) => left.Value < right.Value;

    public static bool operator >(PageIndex left, PageIndex right) => left.Value > right.Value;

    public static bool operator <=(PageIndex left, PageIndex right) => left.Value <= right.Value;

    public static bool operator >=(PageIndex left, PageIndex right) => left.Value >= right.Value;
}
