using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary><c>act_count</c> of a page: rises with every reference seen, declines by one at each visit without.</summary>
/// <remarks>Kernel notes §1, §5.</remarks>
internal static class Activity
{
    private const int Max = 64;
    private const int Advance = 3;
    private const int DeclineStep = 1;

    /// <summary>Takes the references since the last visit, of both kinds; if there were any, activity rises.</summary>
    /// <returns>How many.</returns>
    public static int Take(KernelMemory memory, PageIndex page)
    {
        var references = (memory[page].Has(PageFlags.Referenced) ? 1 : 0) + memory.TakeReferences(page);
        if (references != 0)
            memory[page] = memory[page] with { ActCount = (byte)Math.Min(Max, memory[page].ActCount + Advance + references) };

        return references;
    }

    public static void Decline(KernelMemory memory, PageIndex page)
    {
        var count = memory[page].ActCount;
        memory[page] = memory[page] with { ActCount = (byte)(count - Math.Min(count, (byte)DeclineStep)) };
    }
}
