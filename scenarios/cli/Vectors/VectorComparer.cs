using System.Globalization;

namespace ActorVm.Cli.Vectors;

/// <summary>Finds the first field in which what happened differs from what was recorded. Fields that are not recorded are not compared.</summary>
internal static class VectorComparer
{
    /// <summary>Page-outs a record keeps of a request that never ends.</summary>
    private const int PageOutsKept = 20;

    /// <summary>Null when all is equal; else the request, the field and both values.</summary>
    public static string? FirstDifference(IReadOnlyList<VectorRecord> expected, IReadOnlyList<VectorRecord> actual)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            if (FirstDifference(expected[i], actual[i]) is { } difference)
            {
                return $"record {i}: {difference}";
            }
        }

        return expected.Count == actual.Count ? null : $"{expected.Count} records expected, {actual.Count} made";
    }

    private static string? FirstDifference(VectorRecord expected, VectorRecord actual) =>
        Differs("result", expected.Result, actual.Result)
        ?? Differs("message", expected.Message, actual.Message)
        ?? Differs("start", expected.Start, actual.Start)
        ?? Differs("phys", expected.Phys, actual.Phys)
        ?? DaemonBefore(expected.Daemon, actual.Daemon)
        ?? Laundered(expected, actual)
        ?? Pages("map_scan", expected.Daemon?.MapScan, actual.Daemon?.MapScan)
        ?? Pages("map", expected.Map, actual.Map)
        ?? Queue(expected.Daemon?.Inactive, actual.Daemon?.Inactive)
        ?? Differs("inactive_sha", expected.InactiveSha, actual.InactiveSha)
        ?? Differs("active_sha", expected.ActiveSha, actual.ActiveSha)
        ?? Numbers("counts", expected.Counts, actual.Counts)
        ?? Numbers("stats", expected.Stats, actual.Stats)
        ?? Trace(expected, actual)
        ?? DaemonAfter(expected.Daemon, actual.Daemon);

    private static string? DaemonBefore(DaemonRecord? expected, DaemonRecord? actual) => Differs("pass", expected?.Pass, actual?.Pass);

    private static string? DaemonAfter(DaemonRecord? expected, DaemonRecord? actual) =>
        Differs("act_sha", expected?.ActSha, actual?.ActSha)
        ?? Differs("pdpages", expected?.PdPages, actual?.PdPages)
        ?? Differs("freed", expected?.Freed, actual?.Freed)
        ?? Differs("lock_miss", expected?.LockMiss, actual?.LockMiss)
        ?? Differs("oom", expected?.Oom, actual?.Oom)
        ?? Differs("syncer", expected?.Syncer, actual?.Syncer)
        ?? Differs("swapout", expected?.SwapOut, actual?.SwapOut);

    private static string? Laundered(VectorRecord expected, VectorRecord actual)
    {
        if (expected.Laundered is not { } wanted)
        {
            return null;
        }

        var made = actual.Laundered ?? [];
        var kept = expected.LaunderedCount is null ? made.Count : Math.Min(made.Count, PageOutsKept);
        for (var i = 0; i < Math.Max(wanted.Count, kept); i++)
        {
            var (left, right) = (i < wanted.Count ? $"{wanted[i]}" : "none", i < kept ? $"{made[i]}" : "none");
            if (left != right)
            {
                return $"laundered {i}: expected {left}, is {right}";
            }
        }

        return Differs("laundered_n", expected.LaunderedCount, actual.LaunderedCount ?? made.Count);
    }

    private static string? Pages(string field, string? expected, string? actual)
    {
        if (expected is null || expected == actual)
        {
            return null;
        }

        var page = Enumerable.Range(0, Math.Min(expected.Length, actual?.Length ?? 0)).FirstOrDefault(i => expected[i] != actual![i], -1);
        return page >= 0
            ? $"{field}: page {page} expected {expected[page]}, is {actual![page]}"
            : $"{field}: {expected.Length} pages expected, {actual?.Length ?? 0} made";
    }

    private static string? Queue(IReadOnlyList<int>? expected, IReadOnlyList<int>? actual)
    {
        if (expected is null)
        {
            return null;
        }

        var length = Math.Max(expected.Count, actual?.Count ?? 0);
        var place = Enumerable.Range(0, length).FirstOrDefault(i => At(expected, i) != At(actual, i), -1);

        return place < 0 ? null : $"inactive: place {place} expected {At(expected, place)}, is {At(actual, place)}";
    }

    private static string At(IReadOnlyList<int>? queue, int place) =>
        queue is not null && place < queue.Count ? queue[place].ToString(CultureInfo.InvariantCulture) : "none";

    private static string? Numbers(string field, IReadOnlyDictionary<string, long>? expected, IReadOnlyDictionary<string, long>? actual) =>
        expected?.Select(pair => Differs($"{field}.{pair.Key}", (long?)pair.Value, actual is not null && actual.TryGetValue(pair.Key, out var number) ? number : null))
            .FirstOrDefault(difference => difference is not null);

    // The text, where both have it, says more than its hash.
    private static string? Trace(VectorRecord expected, VectorRecord actual)
    {
        var (wanted, made) = (expected.Trace?.Split(' ') ?? [], actual.Trace?.Split(' ') ?? []);
        var token = expected.Trace is null || actual.Trace is null ? -1
            : Enumerable.Range(0, Math.Min(wanted.Length, made.Length)).FirstOrDefault(i => wanted[i] != made[i], -1);

        return token >= 0
            ? $"trace: token {token} expected {wanted[token]}, is {made[token]}"
            : Differs("trace_n", expected.TraceCount, actual.TraceCount) ?? Differs("trace_sha", expected.TraceSha, actual.TraceSha);
    }

    private static string? Differs<T>(string field, T? expected, T? actual) =>
        expected is null || Equals(expected, actual) ? null : $"{field}: expected {expected}, is {actual?.ToString() ?? "none"}";
}
