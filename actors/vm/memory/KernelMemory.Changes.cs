using System.Buffers;

namespace ActorVm.Actors;

// Storage as the difference from memory put aside: a snapshot of a machine with 16 million pages holds what was touched.
public sealed partial class KernelMemory
{
    /// <inheritdoc/>
    public void WriteChanges(IBufferWriter<byte> output, KernelMemory since)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(since);
        Plain.Write(output, Length);
        Plain.Write(output, counters);
        Plain.Write(output, variables);
        pages.Shared.WriteChanges(output, since.pages.Shared);
        owners.Shared.WriteChanges(output, since.owners.Shared);
        links.Shared.WriteChanges(output, since.links.Shared);
        heads.Shared.WriteChanges(output, since.heads.Shared);
        Plain.Write(output, objects.Count);
        for (var number = 0; number < objects.Count; number++)
            objects[number].WriteChanges(output, number < since.objects.Count ? since.objects[number] : null);
    }

    /// <inheritdoc/>
    public static KernelMemory ReadChanges(ref ReadOnlySpan<byte> input, KernelMemory since)
    {
        ArgumentNullException.ThrowIfNull(since);
        if (Plain.Read<int>(ref input) != since.Length)
            throw new InvalidDataException("memory of another size");

        var memory = since.Fork();
        memory.Counters = Plain.Read<VmMeter>(ref input);
        memory.Variables = Plain.Read<KernelGlobals>(ref input);
        memory.pages.Own.TakeChanges(ref input);
        memory.owners.Own.TakeChanges(ref input);
        memory.links.Own.TakeChanges(ref input);
        memory.heads.Own.TakeChanges(ref input);
        memory.objects.Clear();
        for (var (number, count) = (0, Plain.Read<int>(ref input)); number < count; number++)
            memory.objects.Add(VmObjectPages.ReadChanges(ref input, number < since.objects.Count ? since.objects[number] : null));

        return memory;
    }
}
