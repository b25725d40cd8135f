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
                ^ PlainFingerprint;
            for (var number = 0; number < objects.Count; number++)
                fingerprint ^= objects[number].FingerprintAt(3 + number);

            return fingerprint;
        }
    }

    // 0 when it is not known.
    private ulong PlainFingerprint => plainFingerprint != 0
        ? plainFingerprint
        : plainFingerprint = Plain.Fingerprint(1, counters) ^ Plain.Fingerprint(2, variables);

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Plain.Write(output, Colours);
        Plain.Write(output, segments.Length);
        foreach (var segment in segments)
            Plain.Write(output, segment);

        Plain.Write(output, counters);
        Plain.Write(output, variables);
        pages.Shared.WriteTo(output);
        owners.Shared.WriteTo(output);
        links.Shared.WriteTo(output);
        heads.Shared.WriteTo(output);
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

        var boot = new BootMemory(segments, colours);
        var length = segments[^1].FirstFrame + segments[^1].Frames - segments[0].FirstFrame;
        var meter = Plain.Read<VmMeter>(ref input);
        var globals = Plain.Read<KernelGlobals>(ref input);
        var memory = new KernelMemory(
            new Shape(segments, colours),
            CowArray<PageState>.ReadFrom(ref input, CowAtBoot(length, boot.PageAt, boot.Fingerprint)),
            CowArray<PageOwner>.ReadFrom(ref input),
            CowArray<PageLinks>.ReadFrom(ref input, CowAtBoot(length + MarkerCount, boot.LinksAt, boot.Fingerprint)),
            CowArray<QueueHead>.ReadFrom(ref input))
        {
            counters = meter,
            variables = globals,
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

        if (pages.Shared.FirstDifference(actual.pages.Shared) is >= 0 and var page)
            return DifferenceOf(page, pages[page], actual.pages[page]);

        if (owners.Shared.FirstDifference(actual.owners.Shared) is >= 0 and var owned)
            return $"page {owned} owner: expected {owners[owned]}, is {actual.owners[owned]}";

        if (links.Shared.FirstDifference(actual.links.Shared) is >= 0 and var linked)
            return $"page {linked} place in queue: expected {links[linked]}, is {actual.links[linked]}";

        if (heads.Shared.FirstDifference(actual.heads.Shared) is >= 0 and var head)
            return $"queue {head}: expected {heads[head]}, is {actual.heads[head]}";

        if (counters != actual.counters)
            return $"counters: expected {counters}, are {actual.counters}";

        return variables == actual.variables ? ObjectDifference(actual) : $"kernel variables: expected {variables}, are {actual.variables}";
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
