using System.Runtime.CompilerServices;

using ActorVm.Messages;

namespace ActorVm.Actors;

/// <summary>
/// Every page as it is after boot, told by its number: all real pages are free, in ascending order, each colour a queue of its
/// own. So memory that nobody has touched since takes no room, and no time to make.
/// </summary>
/// <remarks>Its methods are asked millions of times in the first second of a run that is resumed: they do not wait to be seen to be hot.</remarks>
internal sealed class BootMemory(MemorySegment[] segments, int colours)
{
    private readonly int firstFrame = segments[0].FirstFrame;
    private readonly int length = segments[^1].FirstFrame + segments[^1].Frames - segments[0].FirstFrame;

    /// <summary>Stands for all pages as they are after boot: two machines that boot alike have the same.</summary>
    public ulong Fingerprint => segments.Select((segment, number) => Plain.Fingerprint(number, segment)).Aggregate(Plain.Fingerprint(-1, colours), (all, segment) => all ^ segment);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public PageState PageAt(int page) => SegmentOf(page) < 0
        ? new PageState { Pmap = PmapFlags.Hole }
        : new PageState { Colour = (byte)ColourOf(page), Queue = PageQueue.Free };

    /// <summary>Holes, and the place markers behind the pages, are in no queue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public PageLinks LinksAt(int page) => page < length && SegmentOf(page) is >= 0 and var segment
        ? new PageLinks(Next(page + colours, segment, ColourOf(page)), Previous(page - colours, segment, ColourOf(page)))
        : default;

    public QueueHead HeadOf(int colour) =>
        new(Next(0, 0, colour), Previous(length - 1, segments.Length - 1, colour), segments.Sum(segment => CountOf(segment, colour)));

    private int ColourOf(int page) => (firstFrame + page) & (colours - 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SegmentOf(int page)
    {
        var frame = firstFrame + page;
        for (var number = 0; number < segments.Length; number++)
        {
            if (frame < segments[number].FirstFrame + segments[number].Frames)
                return frame >= segments[number].FirstFrame ? number : -1;
        }

        return -1;
    }

    // The first page of the colour from this one on, which lies in the segment or behind it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private PageIndex Next(int page, int segment, int colour)
    {
        for (; segment < segments.Length; segment++)
        {
            var frame = Math.Max(firstFrame + page, segments[segment].FirstFrame);
            frame += (colour - frame) & (colours - 1);
            if (frame < segments[segment].FirstFrame + segments[segment].Frames)
                return new PageIndex(frame - firstFrame);
        }

        return PageIndex.None;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private PageIndex Previous(int page, int segment, int colour)
    {
        for (; segment >= 0; segment--)
        {
            var frame = Math.Min(firstFrame + page, segments[segment].FirstFrame + segments[segment].Frames - 1);
            frame -= (frame - colour) & (colours - 1);
            if (frame >= segments[segment].FirstFrame)
                return new PageIndex(frame - firstFrame);
        }

        return PageIndex.None;
    }

    private int CountOf(MemorySegment segment, int colour) =>
        CountBelow(segment.FirstFrame + segment.Frames, colour) - CountBelow(segment.FirstFrame, colour);

    private int CountBelow(int frame, int colour) => (frame - colour + colours - 1) / colours;
}
