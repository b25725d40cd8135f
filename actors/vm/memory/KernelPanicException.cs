using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>The simulated kernel panicked: a finding about the kernel, with its own words.</summary>
public sealed class KernelPanicException(string panic, bool isPageFault = false) : Exception(panic)
{
    /// <summary>The kernel touched memory it must not: it crashes instead of saying why.</summary>
    public bool IsPageFault { get; } = isPageFault;

    internal static KernelPanicException NoObject(PageIndex page) =>
        new($"page fault at the lock of the object of page {page.Value}, which belongs to none any more", isPageFault: true);

    internal static KernelPanicException OutsidePageArray() => new("access outside vm_page_array", isPageFault: true);
}
