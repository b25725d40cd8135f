using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Cli.Kernel;

/// <summary>One letter for the state of a page, as vectors and pictures show it.</summary>
internal static class PageLetter
{
    public static char Of(KernelMemory memory, PageIndex page)
    {
        var state = memory[page];
        return state.Queue switch
        {
            _ when state.IsHole => '.',
            PageQueue.Free => state.Has(PageFlags.Zero) ? 'Z' : 'F',
            PageQueue.Cache => 'C',
            PageQueue.Inactive => IsDirty(state) ? 'I' : 'i',
            PageQueue.Active => IsDirty(state) ? 'A' : 'a',
            PageQueue.Hold => 'H',
            _ when state.WireCount == 0 => 'N',
            _ => memory.OwnerOf(page).Object == memory.KernelObject && !memory.OwnerOf(page).IsNone ? 'K' : 'W',
        };
    }

    public static string Map(KernelMemory memory) =>
        string.Create(memory.Length, memory, static (letters, memory) =>
        {
            for (var page = 0; page < letters.Length; page++)
                letters[page] = Of(memory, new PageIndex(page));
        });

    private static bool IsDirty(PageState state) => state.Dirty != 0;
}
