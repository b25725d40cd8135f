using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>Walks every queue from its head: each page on it must say so, be met once, and know its neighbours.</summary>
internal sealed class QueueWalk(KernelMemory memory, List<InvariantViolation> found, int most)
{
    private readonly bool[] met = new bool[memory.Length];

    /// <summary>Which pages were met on some queue.</summary>
    public bool[] Run()
    {
        for (var colour = 0; colour < memory.Colours; colour++)
        {
            Walk(PageQueue.Free, colour);
            Walk(PageQueue.Cache, colour);
        }

        Walk(PageQueue.Inactive, 0);
        Walk(PageQueue.Active, 0);
        Walk(PageQueue.Hold, 0);
        return met;
    }

    private void Walk(PageQueue queue, int colour)
    {
        var name = queue is PageQueue.Free or PageQueue.Cache ? $"{Name(queue)}[{colour}]" : Name(queue);
        var (previous, length) = (PageIndex.None, 0);
        var page = memory.FirstOf(queue, colour);
        for (; !page.IsNone && found.Count < most; page = memory.NextOf(page))
        {
            if (memory.PreviousOf(page) != previous)
                Add($"page {page.Value} on {name} follows page {previous.Value}, but thinks it follows {memory.PreviousOf(page).Value}");

            previous = page;
            if (memory.IsMarker(page))
                continue;

            length++;
            if (!Meet(queue, colour, name, page))
                return;
        }

        if (found.Count >= most)
            return;

        if (memory.LastOf(queue, colour) != previous)
            Add($"{name} ends with page {previous.Value}, but its tail is {memory.LastOf(queue, colour).Value}");

        if (length != memory.LengthOf(queue, colour))
            found.Add(new(KernelInvariants.QueueLengths, $"{name} has {length} pages, but counts {memory.LengthOf(queue, colour)}"));
    }

    // False where going on would never end.
    private bool Meet(PageQueue queue, int colour, string name, PageIndex page)
    {
        var state = memory[page];
        if (met[page.Value])
        {
            Add($"page {page.Value} is on {name}, and was met before");
            return false;
        }

        met[page.Value] = true;
        if (state.Queue != queue)
            Add($"page {page.Value} is on {name}, but says it is on {Name(state.Queue)}");

        if (queue is PageQueue.Free or PageQueue.Cache && state.Colour != colour)
            Add($"page {page.Value} of colour {state.Colour} is on {name}");

        return true;
    }

    private void Add(string words) => found.Add(new(KernelInvariants.OneHomePerPage, words));

    internal static string Name(PageQueue queue) => queue.ToString().ToUpperInvariant();
}
