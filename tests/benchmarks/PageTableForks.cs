using System.Diagnostics;

using ActorVm.Actors;
using ActorVm.Messages;

namespace ActorVm.Benchmarks;

/// <summary>Fork a page table, touch three pages, ask for the fingerprint: what an explorer does at every step.</summary>
internal static class PageTableForks
{
    private const int Rounds = 1_000_000;

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

        Touch(memory, Rounds / 10);
        var nanoseconds = Touch(memory, Rounds);
        Console.WriteLine($"{pages,10} pages: {nanoseconds,6:F0} ns to fork, touch 3 and fingerprint; {mebibytes,7:F1} MiB; boot {boot.TotalMilliseconds:F0} ms");
    }

    private static double Touch(KernelMemory memory, int rounds)
    {
        var stride = memory.Length / 3;
        var sum = 0UL;
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < rounds; round++)
        {
            var fork = memory.Fork();
            for (var touch = 0; touch < 3; touch++)
                fork.Hold(new PageIndex(touch * stride + round % stride));

            sum ^= fork.Fingerprint;
        }

        GC.KeepAlive(sum);
        return watch.Elapsed.TotalNanoseconds / rounds;
    }
}
