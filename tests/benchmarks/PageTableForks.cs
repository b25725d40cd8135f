using System.Diagnostics;

using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Benchmarks;

/// <summary>Fork a page table, touch three pages, ask for the fingerprint: what an explorer does at every step.</summary>
internal static class PageTableForks
{
    private const int Forks = 200_000;
    private const int Rounds = 5;
    private const double NanosecondsMost = 500;

    public static void Run()
    {
        foreach (var pages in new[] { 16, 4_096, 1 << 20, 1 << 24 })
            Run(pages);
    }

    private static void Run(int pages)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var memory = new KernelMemory([new MemorySegment(0, pages)], colours: 32);
        var boot = watch.Elapsed;
        var mebibytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0;

        Touch(memory, Forks);
        var nanoseconds = Measure.LeastCpu(Rounds, () => Touch(memory, Forks)) * 1e9 / Forks;
        Measure.Row($"{pages} pages: fork, touch 3, fingerprint", nanoseconds, "≤", NanosecondsMost, $"ns   ({mebibytes:F1} MiB, boot {boot.TotalMilliseconds:F0} ms)");
    }

    private static void Touch(KernelMemory memory, int rounds)
    {
        var stride = memory.Length / 3;
        var sum = 0UL;
        for (var round = 0; round < rounds; round++)
        {
            var fork = memory.Fork();
            for (var touch = 0; touch < 3; touch++)
                fork.Hold(new PageIndex(touch * stride + round % stride));

            sum ^= fork.Fingerprint;
        }

        GC.KeepAlive(sum);
    }
}
