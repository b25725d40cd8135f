using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

using ActorVm.Actors;
using ActorVm.Cli.Vectors;
using ActorVm.Messages;

namespace ActorVm.Cli.Kernel;

/// <summary>Writes down what the kernel does, in the words of the vector files.</summary>
internal sealed class VectorRecorder : IKernelTrace, IPageOutTrace
{
    private const int TokensKept = 300;
    private readonly List<string> tokens = [];
    private readonly List<PageOut> pageOuts = [];
    private char eventLetter;

    public KernelMemory? Memory { get; set; }

    /// <summary>Before each request.</summary>
    public void Clear()
    {
        tokens.Clear();
        pageOuts.Clear();
    }

    /// <summary>The next disturbance is one of the vector's events, with this letter.</summary>
    public void Expect(char letter) => eventLetter = letter;

    public void Happened(KernelEvent what, int number)
    {
        switch (what)
        {
            case KernelEvent.Trylock: tokens.Add($"t{number}"); break;
            case KernelEvent.Sleep: tokens.Add($"s{number}"); break;
            case KernelEvent.Free: tokens.Add($"f{number}"); break;
            case KernelEvent.Claim: tokens.Add($"u{number}"); break;
            case KernelEvent.Release: tokens.Add($"r{number}"); break;
            case KernelEvent.Zero: tokens.Add($"z{number}"); break;
            case KernelEvent.Disturbed or KernelEvent.NotDisturbed when eventLetter != default:
                tokens.Add($"e{eventLetter}{number}{(what == KernelEvent.Disturbed ? "" : "!")}");
                eventLetter = default;
                break;
            default: break;
        }
    }

    public void Writes(bool isVnode, ImmutableArray<PageIndex> pages, ImmutableArray<PageOutStatus> outcomes)
    {
        var letters = string.Concat(outcomes.Select(LetterOf));
        foreach (var (page, letter) in pages.Zip(letters))
            tokens.Add(letter == 'k' ? $"w{page.Value}" : $"w{page.Value}/{letter}");

        var before = string.Concat(pages.Select(page => PageLetter.Of(Memory!, page)));
        pageOuts.Add(new PageOut(isVnode ? "v" : "s", [.. pages.Select(page => page.Value)], before, letters));
    }

    /// <summary>The record of a request that ended like this.</summary>
    public VectorRecord Record(Message reply, MallocStatisticsState statistics)
    {
        var granted = reply as ContigGranted;
        return new VectorRecord
        {
            Result = ResultOf(reply),
            Message = MessageOf(reply),
            Start = granted?.First.Value,
            Phys = granted?.PhysicalAddress,
            Laundered = [.. pageOuts],
            LaunderedCount = reply is ContigHangs ? pageOuts.Count : null,
            Map = PageLetter.Map(Memory!),
            InactiveSha = Sha(QueueText(PageQueue.Inactive)),
            ActiveSha = Sha(QueueText(PageQueue.Active)),
            Counts = Counts(Memory!.Meter),
            Stats = Statistics(statistics),
            Trace = tokens.Count <= TokensKept ? string.Join(' ', tokens) : null,
            TraceCount = tokens.Count,
            TraceSha = Sha(string.Join(' ', tokens)),
        };
    }

    /// <summary>The record of a pass of the page daemon.</summary>
    /// <param name="pass">Its number in the vector.</param>
    /// <param name="before">Counters before it.</param>
    /// <param name="scanned">Memory when the scan was over, before its asynchronous writes were.</param>
    /// <param name="asked">What the daemon has asked of others so far.</param>
    public VectorRecord Record(int pass, VmMeter before, ScannedMemory scanned, DaemonBystanderState asked) => new()
    {
        Result = "done",
        Laundered = [.. pageOuts],
        Map = PageLetter.Map(Memory!),
        InactiveSha = Sha(QueueText(PageQueue.Inactive)),
        ActiveSha = Sha(QueueText(PageQueue.Active)),
        Counts = Counts(Memory!.Meter),
        Daemon = new DaemonRecord
        {
            Pass = pass,
            MapScan = scanned.Map,
            Inactive = [.. Memory!.PagesOf(PageQueue.Inactive).Select(page => page.Value)],
            ActSha = Sha(string.Join(',', Enumerable.Range(0, Memory!.Length).Select(page => ActivityOf(new PageIndex(page))))),
            PdPages = scanned.Meter.ScannedByDaemon - before.ScannedByDaemon,
            Freed = scanned.Meter.FreedTotal - before.FreedTotal,
            LockMiss = scanned.Meter.PageoutLockMisses,
            Oom = asked.Kills,
            Syncer = asked.SyncerCalls,
            SwapOut = asked.SwapOuts,
        },
    };

    private int ActivityOf(PageIndex page) =>
        Memory![page].Queue is PageQueue.Active or PageQueue.Inactive ? Memory[page].ActCount : 0;

    private static string ResultOf(Message reply) => reply switch
    {
        ContigGranted => "ok",
        ContigRefused => "fail",
        ContigFreed => "freed",
        ContigHangs => "spin",
        ContigCrashed { IsPageFault: true } => "fault",
        _ => "panic",
    };

    private static string? MessageOf(Message reply) => reply switch
    {
        ContigHangs => "no progress",
        ContigCrashed crashed => crashed.Panic,
        _ => null,
    };

    private static char LetterOf(PageOutStatus outcome) => outcome switch
    {
        PageOutStatus.NoSpace or PageOutStatus.OkButNoSpace => 'n',
        PageOutStatus.SwapError or PageOutStatus.OkButDirty => 'e',
        PageOutStatus.Again => 'a',
        PageOutStatus.Bad => 'b',
        PageOutStatus.Fail => 'f',
        _ => 'k',
    };

    private string QueueText(PageQueue queue) => string.Join(',', Memory!.PagesOf(queue).Select(page => page.Value));

    private static string Sha(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private static Dictionary<string, long> Counts(VmMeter meter) => new(StringComparer.Ordinal)
    {
        ["free"] = meter.FreeCount,
        ["cache"] = meter.CacheCount,
        ["inactive"] = meter.InactiveCount,
        ["active"] = meter.ActiveCount,
        ["wire"] = meter.WireCount,
        ["zero"] = meter.ZeroCount,
    };

    private static Dictionary<string, long> Statistics(MallocStatisticsState statistics)
    {
        var counters = statistics.Types.SingleOrDefault();
        return new(StringComparer.Ordinal)
        {
            ["memuse"] = counters.MemoryUse,
            ["inuse"] = counters.InUse,
            ["maxused"] = counters.MaxUsed,
            ["calls"] = counters.Calls,
        };
    }
}

/// <summary>What is kept of memory at the end of a scan.</summary>
internal readonly record struct ScannedMemory(string Map, VmMeter Meter);
