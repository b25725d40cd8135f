using System.Buffers;

using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Tests.Actors.Memory;

public sealed class BootMemoryTests
{
    private static readonly MemorySegment[] Segments = [new(3, 2), new(9, 70), new(300_000, 5)];

    [Fact]
    public void Free_queues_go_through_all_real_pages_of_their_colour_in_ascending_order()
    {
        var memory = new KernelMemory(Segments, colours: 8);

        for (var colour = 0; colour < 8; colour++)
        {
            var pages = memory.PagesOf(PageQueue.Free, colour).Select(page => page.Value).ToArray();
            Assert.Equal(Frames().Where(frame => frame % 8 == colour).Select(frame => frame - 3), pages);
            Assert.Equal(pages.Length, memory.LengthOf(PageQueue.Free, colour));
            Assert.Equal(pages.Reverse(), Backwards(memory, colour));
        }

        Assert.Equal((77, 77), (memory.RealPages, memory.Meter.FreeCount));
        Assert.True(memory[new PageIndex(2)].IsHole);
    }

    [Fact]
    public void A_vast_memory_is_the_same_whether_its_pages_were_ever_written_or_not()
    {
        var (untouched, written) = (new KernelMemory(Segments, colours: 8), new KernelMemory(Segments, colours: 8));
        foreach (var page in Frames().Select(frame => new PageIndex(frame - 3)))
        {
            var state = written[page];
            written[page] = state with { ActCount = 7 };
            written[page] = state;
        }

        Assert.Equal((2, 76, 300_002), (EndOfUntouched(untouched, 2), EndOfUntouched(untouched, 6), EndOfUntouched(untouched, 299_999)));
        Assert.Equal(6, EndOfUntouched(written, 6));
        Assert.Equal(untouched.Fingerprint, written.Fingerprint);
        Assert.Null(untouched.FirstDifference(written));
        Assert.Equal(untouched.Fingerprint, Again(untouched).Fingerprint);
        written.Place(new PageIndex(6), new PagePlacement { IsWired = true });
        Assert.Equal(written.Fingerprint, Again(written).Fingerprint);
        Assert.Null(written.FirstDifference(Again(written)));
    }

    private static int EndOfUntouched(KernelMemory memory, int page) => memory.EndOfUntouched(new PageIndex(page)).Value;

    private static KernelMemory Again(KernelMemory memory)
    {
        var bytes = new ArrayBufferWriter<byte>();
        memory.WriteTo(bytes);
        Assert.InRange(bytes.WrittenCount, 0, 10_000);
        var rest = bytes.WrittenSpan;
        return KernelMemory.ReadFrom(ref rest);
    }

    private static IEnumerable<int> Frames() => Segments.SelectMany(segment => Enumerable.Range(segment.FirstFrame, segment.Frames));

    private static IEnumerable<int> Backwards(KernelMemory memory, int colour)
    {
        for (var page = memory.LastOf(PageQueue.Free, colour); !page.IsNone; page = memory.PreviousOf(page))
            yield return page.Value;
    }
}
