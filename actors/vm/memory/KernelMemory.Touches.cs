using System.Runtime.CompilerServices;

using ActorVm.Messages;

namespace ActorVm.Actors;

// What the processor does by itself when a program touches a page. Kernel notes §8. Most touches of a busy program find
// everything as they would leave it; which ones is remembered with the object and forgotten as soon as the page changes.
public sealed partial class KernelMemory
{
    /// <summary>Sets the reference and modified bits. False: the page is not mapped as it must be, so there is a fault.</summary>
    internal bool Touch(ObjectId id, int offset, bool isWrite)
    {
        var target = objects[id.Value];
        return target.IsQuiet(offset, (QuietTouches)(1 + Unsafe.BitCast<bool, byte>(isWrite))) || TouchPage(target, offset, isWrite);
    }

    private bool TouchPage(VmObjectPages target, int offset, bool isWrite)
    {
        var page = target.Lookup(offset);
        if (page.IsNone)
            return false;

        var state = this[page];
        if ((state.Pmap & PmapFlags.Mapped) == 0 || (isWrite && !state.Has(PageFlags.Writeable)))
            return false;

        var isKnown = state.PmapReferences != 0 && (!isWrite || state.IsModified);
        if (!isKnown)
            this[page] = state = (isWrite ? state.WithPmap(PmapFlags.Modified) : state) with { PmapReferences = 1 };

        remembersTouches |= target.Learn(offset, state.Quiet);
        return true;
    }

    private void LimitTouches(PageIndex page, in PageState changed)
    {
        if (changed.Quiet is not (QuietTouches.Reads | QuietTouches.Writes) and var quiet && owners[page.Value] is { IsNone: false } owner)
            objects[owner.Object.Value].Limit(owner.Offset, quiet);
    }
}
