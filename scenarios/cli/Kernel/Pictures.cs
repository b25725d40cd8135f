using ActorVm.Actors;
using ActorVm.Cli.Reports;
using ActorVm.Messages;

namespace ActorVm.Cli.Kernel;

/// <summary>What reports show of memory.</summary>
internal static class Pictures
{
    public static MemoryPicture Of(KernelMemory memory) => MemoryPicture.Draw(memory.Length, Runs(memory));

    /// <summary>Pages by state, in the order of the report. What drivers keep unmapped is not leaked, nor what calls under way have claimed.</summary>
    public static IReadOnlyList<Count> Counts(KernelMemory memory, int keptUnmapped, int claimed)
    {
        var meter = memory.Meter;
        var held = memory.LengthOf(PageQueue.Hold);
        return
        [
            new("free", meter.FreeCount),
            new("cache", meter.CacheCount),
            new("inactive", meter.InactiveCount),
            new("active", meter.ActiveCount - held),
            new("hold", held),
            new("wire", meter.WireCount),
            new("zero", meter.ZeroCount),
            new("claimed", claimed),
            new("leaked", Properties.Leaks.Count(memory) - keptUnmapped - claimed),
        ];
    }

    private static IEnumerable<(char Letter, long Count)> Runs(KernelMemory memory)
    {
        var (letter, count) = ('.', 0L);
        for (var page = new PageIndex(0); memory.Contains(page);)
        {
            var next = LetterOf(memory, page);
            var end = memory.EndOfUntouched(page) is var untouched && untouched > page ? untouched : page + 1;
            if (next != letter && count > 0)
            {
                yield return (letter, count);
                count = 0;
            }

            (letter, count, page) = (next, count + (end - page), end);
        }

        yield return (letter, count);
    }

    // Vectors tell dirty bits and page tables apart; somebody who looks at memory wants to know whether it must be written.
    private static char LetterOf(KernelMemory memory, PageIndex page) => PageLetter.Of(memory, page) switch
    {
        'i' when memory[page].IsModified => 'I',
        'a' when memory[page].IsModified => 'A',
        'N' when !memory.OwnerOf(page).IsNone => 'b',
        var letter => letter,
    };
}
