using ActorVm.Actors;
using ActorVm.Messages;
using ActorVm.Simulation;

using FsCheck;
using FsCheck.Fluent;

namespace ActorVm.Tests.Actors.Contig;

/// <summary>Searches run by run against the kernel's own walks from page to page: the same windows, the same pages examined, the same memory.</summary>
public sealed class RunSearchTests
{
    private const int StopsMost = 12;

    private static readonly KernelRevision[] Revisions =
        [KernelRevision.R134, KernelRevision.R136, KernelRevision.R145S, KernelRevision.R148, KernelRevision.R151, KernelRevision.R163, KernelRevision.Mended];

    [Fact]
    public void Finds_what_the_walk_finds_and_examines_as_many_pages_whatever_memory_and_request() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Differences(seed).Label($"seed {seed}"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void A_write_after_a_search_is_seen_by_the_next_one_on_either_side_of_a_fork()
    {
        var memory = new KernelMemory([new MemorySegment(0, 8192)], colours: 4) { SearchesByRuns = true };
        var request = new ContigWork { Algorithm = ContigAlgorithm.New, Pages = 64, High = ulong.MaxValue, Alignment = 1 };
        Assert.Equal(8192 - 64, StartFound(memory.Fork(), request));

        var fork = memory.Fork();
        fork.Place(new PageIndex(8_190), new PagePlacement { IsWired = true });
        Assert.Equal((8192 - 64, 8190 - 64), (StartFound(memory.Fork(), request), StartFound(fork.Fork(), request)));

        for (var page = 4_000; page < 8_190; page += 50)
            fork.Place(new PageIndex(page), new PagePlacement { IsWired = true });
        Assert.Equal((8192 - 64, 4000 - 64), (StartFound(memory, request), StartFound(fork, request)));
    }

    [Fact]
    public void What_the_walk_of_1_36_costs_is_worked_out_where_nobody_could_wait_for_it()
    {
        const int Pages = 1 << 20;
        var memory = new KernelMemory([new MemorySegment(0, Pages)], colours: 4);
        var work = new ContigWork { Algorithm = ContigAlgorithm.New, Pages = Pages + 1, High = ulong.MaxValue, Alignment = 1 };

        var stop = Run(memory, KernelRevision.R136, ref work);

        Assert.Equal((Stop.Exhausted, 3 * (Pages + Pages * (Pages + 1L) / 2)), (stop, memory.Examined));
    }

    private static long StartFound(KernelMemory memory, ContigWork work)
    {
        Assert.Equal(Stop.Claimed, Run(memory, KernelRevision.R136, ref work));
        return work.Start;
    }

    private static bool Differences(int seed)
    {
        var random = new SplitMix64((ulong)seed);
        var revision = Revisions[random.Below(Revisions.Length)];
        var shape = random.Next();
        var (walked, jumped) = (MachineOf(new SplitMix64(shape), byRuns: false), MachineOf(new SplitMix64(shape), byRuns: true));
        var (work, again) = RequestOf(random, walked, revision) is var request ? (request, request) : default;
        for (var stops = 0; stops < StopsMost; stops++)
        {
            var (mine, theirs) = (Outcome(walked, revision, ref work), Outcome(jumped, revision, ref again));
            if (mine != theirs || work != again || walked.Examined != jumped.Examined || walked.Fingerprint != jumped.Fingerprint)
                throw new InvalidOperationException($"{revision.Name}: {mine} {walked.Examined} {work} / {theirs} {jumped.Examined} {again}");

            if (mine is not (nameof(Stop.PutsPages) or nameof(Stop.SleepsOnPage)))
                break;
        }

        return true;
    }

    // What the thread is told, with the answer a pager or a sleep gives at once.
    private static string Outcome(KernelMemory memory, KernelRevision revision, ref ContigWork work)
    {
        try
        {
            return Run(memory, revision, ref work).ToString();
        }
        catch (KernelPanicException panic)
        {
            return panic.Message;
        }
    }

    private static Stop Run(KernelMemory memory, KernelRevision revision, ref ContigWork work)
    {
        var settings = new ContigSettings(revision, revision.Passes, IsFine: false, SpinLimit: 3, ProtectsClaimed: true, new ActorId(1));
        var launderer = new ContigLaunderer(memory, revision, settings.Thread);
        if (revision.IsMended)
        {
            var mended = new MendedContig(memory, settings);
            return Answered(memory, mended.Continue(ref work), mended.Put, mended.SleepsOn);
        }

        var stop = revision.SearchesFreeLists ? new PhysAllocContig(memory, settings, launderer).Continue(ref work)
            : work.Algorithm == ContigAlgorithm.Old ? new Contigmalloc1(memory, settings, launderer).Continue(ref work)
            : revision.GoesDownwards ? new PageAllocContigDownwards(memory, settings, launderer).Continue(ref work)
            : new PageAllocContig136(memory, settings, launderer).Continue(ref work);
        return Answered(memory, stop, launderer.Put, launderer.SleepsOn);
    }

    private static Stop Answered(KernelMemory memory, Stop stop, PutPages? put, PageIndex sleepsOn)
    {
        if (stop == Stop.PutsPages)
            Pageout.Finish(memory, put!.Object, put.Pages, [.. put.Pages.Select(_ => PageOutStatus.SwapDone)], requeue: false);

        if (stop == Stop.SleepsOnPage)
            memory[sleepsOn] = memory[sleepsOn].Without(PageFlags.Busy) with { Busy = 0 };

        return stop;
    }

    private static KernelMemory MachineOf(SplitMix64 random, bool byRuns)
    {
        var first = random.Below(3) * random.Below(700);
        var frames = 1 + random.Below(random.Below(2) == 0 ? 100 : 5_000);
        var segments = new List<MemorySegment> { new(first, frames) };
        if (random.Below(3) == 0)
            segments.Add(new MemorySegment(first + frames + 1 + random.Below(1_500), 1 + random.Below(1_500)));

        var memory = new KernelMemory(segments, colours: 4) { SearchesByRuns = byRuns };
        var owner = memory.AddObject(new VmObject { Type = ObjectType.Swap, RefCount = 1 });
        var locked = memory.AddObject(new VmObject { Type = ObjectType.Swap, RefCount = 1, TrylockMisses = -1 });
        var longest = 1 << random.Below(11);
        for (var page = 0; page < memory.Length;)
        {
            var kind = random.Below(12);
            for (var end = page + 1 + random.Below(longest); page < end && page < memory.Length; page++)
                Place(memory, new PageIndex(page), kind, random.Below(50), random.Below(8) == 0 ? locked : owner);
        }

        return memory;
    }

    private static void Place(KernelMemory memory, PageIndex page, int kind, int chance, ObjectId owner)
    {
        if (kind < 4 || memory[page].IsHole)
            return;

        var queue = kind switch { 4 or 5 => PageQueue.Cache, 6 or 7 or 8 => PageQueue.Inactive, 9 or 10 => PageQueue.Active, _ => PageQueue.None };
        var isUsed = queue is PageQueue.Inactive or PageQueue.Active;
        memory.Place(page, queue == PageQueue.None ? new PagePlacement { IsWired = true } : new PagePlacement
        {
            Queue = queue,
            Object = owner,
            Offset = page.Value,
            IsDirty = isUsed && kind % 3 == 0,
            HoldCount = chance == 0 ? 1 : 0,
            Busy = chance == 1 && isUsed ? 1 : 0,
        });
    }

    private static ContigWork RequestOf(SplitMix64 random, KernelMemory memory, KernelRevision revision)
    {
        var top = (ulong)(memory.FirstFrame + memory.Length) << PageSize.Shift;
        var pages = 1 + random.Below(random.Below(3) == 0 ? 1_200 : 1 << random.Below(7));
        return new ContigWork
        {
            Algorithm = revision.IsOldOnly || random.Below(3) == 0 ? ContigAlgorithm.Old : ContigAlgorithm.New,
            Pages = pages,
            Low = random.Below(3) == 0 ? random.Next() % top : 0,
            High = random.Below(2) == 0 ? random.Next() % (2 * top) : ulong.MaxValue,
            Alignment = random.Below(20) == 0 ? 0 : 1UL << (random.Below(2) == 0 ? 0 : random.Below(24)),
            Boundary = random.Below(3) == 0 ? 1UL << (10 + random.Below(14)) : 0,
            MustNotSleep = random.Below(4) == 0,
        };
    }
}
