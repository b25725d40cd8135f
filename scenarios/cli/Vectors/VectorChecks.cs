using System.Numerics;

namespace ActorVm.Cli.Vectors;

/// <summary>Whether the parts of a vector fit together. What does not would break the kernel that is to be checked, or its recorder.</summary>
internal sealed class VectorChecks
{
    private const long EntriesMax = 1L << 24;
    private const int PagesOfObjectMax = 1 << 30;
    private const int CountMax = 1 << 15;

    private static readonly string[] Disturbances = ["touch", "dirty", "grab", "exit", "wire", "cache", "hold", "unhold"];
    private static readonly string[] Failures = ["nospace", "ioerr", "again", "bad", "fail", "err"];

    private static readonly string[] Thresholds =
        ["v_free_reserved", "v_free_min", "v_free_severe", "v_free_target", "v_cache_min", "v_cache_max", "v_inactive_target"];

    private readonly Vector vector;

    private VectorChecks(Vector vector) => this.vector = vector;

    /// <exception cref="FormatException">Something does not fit.</exception>
    public static Vector Checked(Vector vector)
    {
        var checks = new VectorChecks(vector);
        checks.CheckMachine();
        checks.CheckOwners();
        checks.CheckQueues();
        checks.CheckMarks();
        checks.CheckRequests();
        checks.CheckHappenings();
        checks.CheckDaemon();
        return vector;
    }

    private void CheckMachine()
    {
        var machine = vector.Machine;
        Require(machine.Segments.Count > 0 && machine.Segments[0].First >= 0, "machine: no segment, or one below frame 0");
        var end = machine.Segments[0].First;
        foreach (var segment in machine.Segments)
        {
            Require(segment.Count > 0 && segment.First >= end && segment.First - machine.Segments[0].First <= EntriesMax - segment.Count, "machine: segments that are empty, overlap or are not in order, or more than 64 GiB");
            Require(segment.First <= int.MaxValue - segment.Count, "machine: a segment ends beyond 8 TiB");
            end = segment.First + segment.Count;
        }

        var entries = end - machine.Segments[0].First;
        Require(vector.Pages.Length == entries, $"pages: {vector.Pages.Length} letters for {entries} entries of the page array");
        Require(vector.Pages.All(letter => ".FZCiIaAW".Contains(letter, StringComparison.Ordinal)), "pages: a letter that is none of . F Z C i I a A W");
        Require(Enumerable.Range(0, (int)entries).All(page => IsHole(page) == (vector.Pages[page] == '.')), "pages: '.' stands for the holes between segments, and for nothing else");
        Require(machine.Colors is > 0 and <= 256 && BitOperations.IsPow2(machine.Colors), "machine: colors is no power of two up to 256");
        Require(machine.FreeSevere is >= 0 and <= (int)EntriesMax, "machine: free_severe is below 0 or beyond any memory");
    }

    private bool IsHole(int page)
    {
        var frame = page + vector.Machine.Segments[0].First;
        return !vector.Machine.Segments.Any(segment => frame >= segment.First && frame < segment.First + segment.Count);
    }

    private void CheckOwners()
    {
        foreach (var (one, index) in vector.Objects.Select((one, index) => (one, index)))
        {
            Require(one.Id == index, $"objects: number {index} has the id {one.Id}");
            Require(one.Type is "swap" or "vnode" or "default", $"objects: type '{one.Type}' is none of swap, vnode and default");
            Require(one.Size is >= 0 and <= PagesOfObjectMax && one.RefCount >= 0, $"objects: {index} has a size or ref_count that cannot be");
        }

        var (owned, places) = (new bool[vector.Pages.Length], new HashSet<(int Object, int Pindex)>());
        foreach (var run in vector.Owners)
        {
            Require(run.Count > 0 && IsPage(run.Page) && run.Count <= vector.Pages.Length - run.Page, $"owners: pages {run.Page} and {run.Count} on are not all in memory");
            Require(IsObject(run.Object) && run.Pindex is >= 0 and <= PagesOfObjectMax - (int)EntriesMax, $"owners: the run at page {run.Page} has an object or pindex that cannot be");
            for (var at = 0; at < run.Count; at++)
            {
                Require(!owned[run.Page + at] && places.Add((run.Object, run.Pindex + at)), $"owners: page {run.Page + at} is owned twice, or its place in object {run.Object} is taken");
                owned[run.Page + at] = true;
            }
        }

        Require(Enumerable.Range(0, owned.Length).All(page => owned[page] == "CiIaA".Contains(vector.Pages[page], StringComparison.Ordinal)), "owners: exactly the pages C, i, I, a and A have one");
    }

    private void CheckQueues()
    {
        Require(IsQueueOf(vector.Inactive, 'i', 'I'), "queues: inactive is not exactly the pages i and I, each once");
        Require(IsQueueOf(vector.Active, 'a', 'A'), "queues: active is not exactly the pages a and A, each once");
    }

    private bool IsQueueOf(IReadOnlyList<int> queue, char clean, char dirty) =>
        queue.Order().SequenceEqual(Enumerable.Range(0, vector.Pages.Length).Where(page => vector.Pages[page] == clean || vector.Pages[page] == dirty));

    private void CheckMarks()
    {
        var marks = vector.Marks;
        Require(marks.Hold.Concat(marks.Busy).All(mark => IsPage(mark.Page) && mark.Count is >= 0 and < CountMax), "attrs: hold or busy of a page that is not in memory, or a count that cannot be");
        Require(marks.PgBusy.Concat(marks.Modified).All(IsPage), "attrs: pgbusy or mod of a page that is not in memory");
    }

    private void CheckRequests()
    {
        foreach (var (request, index) in vector.Requests.Select((request, index) => (request, index)))
        {
            Require(request.Op is "alloc" or "free", $"requests: op '{request.Op}' is neither alloc nor free");
            Require(request.Op == "alloc" || (request.Ref >= 0 && request.Ref < index), $"requests: number {index} frees number {request.Ref}, which is no earlier one");
        }

        var most = vector.Daemon?.Passes.Count ?? vector.Requests.Count;
        Require(vector.Expected.Values.All(records => records.Count <= most), $"expected: more records than the {most} there can be");
    }

    private void CheckHappenings()
    {
        foreach (var each in vector.Events)
        {
            Require(each.Point is "B" or "F" && Disturbances.Contains(each.Op), $"events: '{each.Op}' at '{each.Point}' is unknown; the points are B and F, and there are {string.Join(", ", Disturbances)}");
            Require(IsPage(each.Page), $"events: page {each.Page} is not in memory");
            Require(each.Op != "grab" || (IsObject(each.Object) && each.Pindex is >= 0 and < PagesOfObjectMax), "events: a grab needs an object and a pindex");
        }

        foreach (var fault in vector.PagerFaults)
        {
            Require(Failures.Contains(fault.Kind), $"faults: kind '{fault.Kind}' is none of {string.Join(", ", Failures)}");
            Require(IsPage(fault.Page) && fault.Times >= -1, $"faults: page {fault.Page} is not in memory, or times is below -1");
        }
    }

    private void CheckDaemon()
    {
        if (vector.Daemon is not { } daemon)
            return;

        Require(daemon.PageStats.All(page => IsPage(page.Page) && page.ActCount is >= 0 and <= 64 && page.PmapReferences is >= 0 and < CountMax), "page_stats: a page that is not in memory, or a count that cannot be");
        Require(Thresholds.All(name => daemon.Thresholds.TryGetValue(name, out var pages) && pages is >= 0 and <= (int)EntriesMax), $"thresholds: each of {string.Join(", ", Thresholds)} is to be there, in pages");
        Require(daemon.Deficit is >= 0 and <= (int)EntriesMax && daemon.SwapAvail >= 0 && daemon.Passes.All(pass => pass is >= 0 and <= 100), "deficit, swap.avail or passes: below 0, or more than there can be");
    }

    private bool IsPage(int page) => page >= 0 && page < vector.Pages.Length;

    private bool IsObject(int id) => id >= 0 && id < vector.Objects.Count;

    private static void Require(bool holds, string problem)
    {
        if (!holds)
            throw new FormatException(problem);
    }
}
