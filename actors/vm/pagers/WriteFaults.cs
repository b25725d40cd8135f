using System.Collections.Immutable;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>The failures a pager has been told of; the first that fits a page and is not used up counts.</summary>
internal static class WriteFaults
{
    /// <summary>Draws the fault of one page, if any, and uses it up.</summary>
    public static WriteFaultKind? Draw(ref ImmutableArray<WriteFault> faults, PageIndex page)
    {
        for (var index = 0; index < faults.Length; index++)
        {
            var fault = faults[index];
            if (fault.Times == 0 || (!fault.Page.IsNone && fault.Page != page))
                continue;

            if (fault.Times > 0)
                faults = faults.SetItem(index, fault with { Times = fault.Times - 1 });

            return fault.Kind;
        }

        return null;
    }
}
