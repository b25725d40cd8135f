using System.Buffers;

namespace ActorVm.Actors;

// Fingerprint, storage and comparison of the whole.
public sealed partial class KernelMemory
{
    /// <inheritdoc/>
    public ulong Fingerprint
    {
        get
        {
            var fingerprint = pages.Fingerprint
                ^ ulong.RotateLeft(owners.Fingerprint, 13)
                ^ ulong.RotateLeft(links.Fingerprint, 29)
                ^ ulong.RotateLeft(heads.Fingerprint, 43)
                ^ Plain.Fingerprint(1, meter)
                ^ Plain.Fingerprint(2, globals);
            for (var number = 0; number < objects.Count; number++)
                fingerprint ^= Plain.Fingerprint(3 + number, objects[number].Object);

            return fingerprint;
        }
    }

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Plain.Write(output, Colours);
        Plain.Write(output, segments.Length);
        foreach (var segment in segments)
            Plain.Write(output, segment);

        Plain.Write(output, meter);
        Plain.Write(output, globals);
        pages.WriteTo(output);
        owners.WriteTo(output);
        links.WriteTo(output);
        heads.WriteTo(output);
        Plain.Write(output, objects.Count);
        foreach (var each in objects)
            each.WriteTo(output);
    }

    /// <inheritdoc/>
    public static KernelMemory ReadFrom(ref ReadOnlySpan<byte> input)
    {
        var colours = Plain.Read<int>(ref input);
        var segments = new MemorySegment[Plain.Read<int>(ref input)];
        for (var index = 0; index < segments.Length; index++)
            segments[index] = Plain.Read<MemorySegment>(ref input);

        var meter = Plain.Read<VmMeter>(ref input);
        var globals = Plain.Read<KernelGlobals>(ref input);
        var memory = new KernelMemory(
            new Shape(segments, colours),
            CowArray<PageState>.ReadFrom(ref input),
            CowArray<PageOwner>.ReadFrom(ref input),
            CowArray<PageLinks>.ReadFrom(ref input),
            CowArray<QueueHead>.ReadFrom(ref input))
        {
            meter = meter,
            globals = globals,
        };
        for (var left = Plain.Read<int>(ref input); left > 0; left--)
            memory.objects.Add(VmObjectPages.ReadFrom(ref input));

        return memory;
    }

    /// <inheritdoc/>
    public string? FirstDifference(KernelMemory actual)
    {
        ArgumentNullException.ThrowIfNull(actual);
        if (Length != actual.Length)
            return $"memory: expected {Length} pages, are {actual.Length}";

        if (pages.FirstDifference(actual.pages) is >= 0 and var page)
            return DifferenceOf(page, pages[page], actual.pages[page]);

        if (owners.FirstDifference(actual.owners) is >= 0 and var owned)
            return $"page {owned} owner: expected {owners[owned]}, is {actual.owners[owned]}";

        if (links.FirstDifference(actual.links) is >= 0 and var linked)
            return $"page {linked} place in queue: expected {links[linked]}, is {actual.links[linked]}";

        if (heads.FirstDifference(actual.heads) is >= 0 and var head)
            return $"queue {head}: expected {heads[head]}, is {actual.heads[head]}";

        if (meter != actual.meter)
            return $"counters: expected {meter}, are {actual.meter}";

        return globals == actual.globals ? ObjectDifference(actual) : $"kernel variables: expected {globals}, are {actual.globals}";
    }

    private static string DifferenceOf(int page, PageState expected, PageState actual) =>
        expected.Queue != actual.Queue
            ? $"page {page} queue: expected {Kernel(expected.Queue)}, is {Kernel(actual.Queue)}"
            : $"page {page}: expected {expected}, is {actual}";

    private static string Kernel(PageQueue queue) => queue.ToString().ToUpperInvariant();

    private string? ObjectDifference(KernelMemory actual)
    {
        for (var number = 0; number < Math.Min(objects.Count, actual.objects.Count); number++)
        {
            if (objects[number].Object != actual.objects[number].Object)
                return $"object {number}: expected {objects[number].Object}, is {actual.objects[number].Object}";
        }

        return objects.Count == actual.objects.Count ? null : $"objects: expected {objects.Count}, are {actual.objects.Count}";
    }

    private sealed record Shape(MemorySegment[] Segments, int Colours)
    {
        public int RealPages => Segments.Sum(segment => segment.Frames);
    }
}
