using System.Buffers;
using System.Diagnostics;

using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Benchmarks;

/// <summary>
/// What comes between a snapshot that has been read and the next step, for a machine with 16 million pages: the machine as it
/// was before its first step is made, and what changed since is put in.
/// </summary>
internal static class Resuming
{
    private const int Pages = 1 << 24;

    public static void Run()
    {
        var start = Boot();
        foreach (var changed in new[] { 0, 100_000, 1_000_000 })
        {
            var memory = start.Fork();
            for (var page = 0; page < changed; page++)
                memory.Hold(new PageIndex((int)((long)page * 48_271 % Pages)));

            var bytes = new ArrayBufferWriter<byte>();
            memory.WriteChanges(bytes, start);
            var watch = Stopwatch.GetTimestamp();
            var again = Boot();
            var boot = Stopwatch.GetElapsedTime(watch).TotalSeconds;
            var rest = bytes.WrittenSpan;
            again = KernelMemory.ReadChanges(ref rest, again);
            var seconds = Stopwatch.GetElapsedTime(watch).TotalSeconds;
            if (again.Fingerprint != memory.Fingerprint)
                throw new InvalidOperationException("another memory");

            Measure.Row($"{Pages} pages, {changed} changed since the start", seconds, "≤", 1, $"s   ({boot:0.00} s for the start, {bytes.WrittenCount / 1e6:0.0} MB)");
        }
    }

    private static KernelMemory Boot() => new([new MemorySegment(0, Pages)], colours: 32);
}
