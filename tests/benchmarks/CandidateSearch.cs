using System.Diagnostics;
using System.Globalization;

using ActorVm.Actors;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Benchmarks;

/// <summary>
/// contigmalloc's look for a window in the memory of a real machine with 6.5 million frames, up to where it has one or has to
/// write something: page by page as the kernel does, and run by run. Both examine as many pages.
/// </summary>
internal static class CandidateSearch
{
    private const double TimesLeast = 100;
    private const long PagesLeast = 1_000_000;

    private static readonly (string Name, ContigWork Work)[] Requests =
    [
        ("64 KiB below 16 MiB", new ContigWork { Algorithm = ContigAlgorithm.New, Pages = 16, High = 0xffffff, Alignment = 1, Boundary = 1 << 16 }),
        ("3472 KiB at 16 MiB", new ContigWork { Algorithm = ContigAlgorithm.New, Pages = 868, High = ulong.MaxValue, Alignment = 1 << 24 }),
        ("64 MiB anywhere", new ContigWork { Algorithm = ContigAlgorithm.New, Pages = 16_384, High = ulong.MaxValue, Alignment = 1 }),
        ("64 MiB below 4 GiB", new ContigWork { Algorithm = ContigAlgorithm.New, Pages = 16_384, High = uint.MaxValue, Alignment = 1 }),
        ("256 KiB anywhere", new ContigWork { Algorithm = ContigAlgorithm.New, Pages = 64, High = ulong.MaxValue, Alignment = 1 }),
    ];

    public static void Run()
    {
        var path = ScenarioLibrary.Find("real-memory");
        var memory = ScenarioMemory.Create(ScenarioReader.Read(path, [])).Memory;
        Warm();
        foreach (var revision in new[] { KernelRevision.R136, KernelRevision.R151, KernelRevision.Mended })
        {
            foreach (var (name, work) in Requests)
                Compare($"{revision.Name}, {name}", memory, revision, work);
        }

        foreach (var (name, work) in Requests)
            Compare($"old, {name}", memory, KernelRevision.R136, work with { Algorithm = ContigAlgorithm.Old });
    }

    private static void Warm()
    {
        var memory = new KernelMemory([new MemorySegment(0, 100_000)], colours: 32);
        foreach (var revision in new[] { KernelRevision.R136, KernelRevision.R151, KernelRevision.Mended })
        {
            foreach (var algorithm in new[] { ContigAlgorithm.New, ContigAlgorithm.Old })
                Search(memory, revision, new ContigWork { Algorithm = algorithm, Pages = 50_001, High = ulong.MaxValue, Alignment = 1 << 29 }, out _);
        }
    }

    private static void Compare(string what, KernelMemory memory, KernelRevision revision, ContigWork work)
    {
        var (walked, jumped) = (memory.Fork(), memory.Fork());
        (walked.SearchesByRuns, jumped.SearchesByRuns) = (false, true);
        var first = Search(jumped, revision, work, out var found);
        var slow = Least(walked, revision, work, rounds: 3, out var expected);
        var fast = Least(jumped, revision, work, rounds: 20, out found);
        if (expected != found)
            throw new InvalidOperationException($"{what}: {expected}, but {found}");

        var told = string.Create(
            CultureInfo.InvariantCulture, $"times   ({slow * 1e3:0.00} ms, {fast * 1e3:0.000} ms, the first time {first * 1e3:0.0} ms; {found.Examined} pages examined)");
        if (found.Examined >= PagesLeast)
            Measure.Row(what, slow / fast, "≥", TimesLeast, told);
        else
            Console.WriteLine($"{what,-48}{slow / fast,9:0.#} {told}   found at once");
    }

    private static double Least(KernelMemory memory, KernelRevision revision, ContigWork work, int rounds, out (Stop, long, long) found)
    {
        var least = Search(memory, revision, work, out found);
        for (var round = 1; round < rounds; round++)
            least = Math.Min(least, Search(memory, revision, work, out found));

        return least;
    }

    private static double Search(KernelMemory memory, KernelRevision revision, ContigWork work, out (Stop Stop, long Start, long Examined) found)
    {
        var settings = new ContigSettings(revision, revision.Passes, IsFine: true, SpinLimit: 3, ProtectsClaimed: true, new ActorId(1));
        var launderer = new ContigLaunderer(memory, revision, settings.Thread);
        work.At = work.Algorithm == ContigAlgorithm.Old ? ContigStep.Scan : ContigStep.Begin;
        memory.Examined = 0;
        var watch = Stopwatch.GetTimestamp();
        var stop = revision.IsMended ? new MendedContig(memory, settings).Continue(ref work)
            : work.Algorithm == ContigAlgorithm.Old ? new Contigmalloc1(memory, settings, launderer).Continue(ref work)
            : revision.GoesDownwards ? new PageAllocContigDownwards(memory, settings, launderer).Continue(ref work)
            : new PageAllocContig136(memory, settings, launderer).Continue(ref work);
        var seconds = Stopwatch.GetElapsedTime(watch).TotalSeconds;
        found = (stop, work.Start, memory.Examined);
        return seconds;
    }
}
