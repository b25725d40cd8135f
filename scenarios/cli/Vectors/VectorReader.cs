using System.Globalization;
using System.Text.Json;

namespace ActorVm.Cli.Vectors;

/// <summary>One line of a vector file into records.</summary>
internal static class VectorReader
{
    private static readonly Dictionary<string, IReadOnlyList<VectorRecord>> Nothing = [];

    public static string IdOf(JsonElement line) => line.GetProperty("id").GetString()!;

    public static Vector Vector(JsonElement line) => new()
    {
        Id = IdOf(line),
        Algorithm = line.GetProperty("algorithm").GetString()!,
        Class = line.Text("class") ?? "daemon",
        Tags = [.. line.Items("tags").Select(tag => tag.GetString()!)],
        Machine = Machine(line.GetProperty("machine")),
        Objects = [.. line.Items("objects").Select(Object)],
        Pages = line.GetProperty("pages").GetString()!,
        Owners = [.. line.Items("owners").Select(run => new OwnedRun(run[0].GetInt32(), run[1].GetInt32(), run[2].GetInt32(), run[3].GetInt32()))],
        Marks = Marks(line.GetProperty("attrs")),
        Inactive = line.GetProperty("queues").Numbers("inactive") ?? [],
        Active = line.GetProperty("queues").Numbers("active") ?? [],
        Requests = [.. line.Items("requests").Select(Request)],
        PagerFaults = [.. line.GetProperty("faults").Items("pager").Select(fault => new PagerFault(fault.GetProperty("page").GetInt32(), fault.Text("kind")!, fault.GetProperty("times").GetInt32()))],
        KvaFaults = line.GetProperty("faults").Numbers("kva_fail") ?? [],
        Events = [.. line.Items("events").Select(Event)],
        Daemon = line.TryGetProperty("passes", out _) ? Daemon(line) : null,
        Expected = Expectations(line, Nothing).Expected,
    };

    /// <summary>The expectations of a line; <paramref name="own"/> are those "same:PROFILE" may refer to besides the line's.</summary>
    public static (string Id, IReadOnlyDictionary<string, IReadOnlyList<VectorRecord>> Expected) Expectations(
        JsonElement line, IReadOnlyDictionary<string, IReadOnlyList<VectorRecord>> own)
    {
        var profiles = new Dictionary<string, IReadOnlyList<VectorRecord>>(own);
        var written = line.GetProperty("expected").EnumerateObject().ToArray();
        foreach (var profile in written.Where(profile => profile.Value.ValueKind == JsonValueKind.Array))
        {
            profiles[profile.Name] = [.. profile.Value.EnumerateArray().Select(Record)];
        }

        foreach (var profile in written.Where(profile => profile.Value.ValueKind == JsonValueKind.String))
        {
            var same = profile.Value.GetString()!;
            profiles[profile.Name] = same.StartsWith("same:", StringComparison.Ordinal) && profiles.TryGetValue(same[5..], out var records)
                ? records
                : throw new FormatException($"profile {profile.Name} is '{same}', which is not here");
        }

        return (IdOf(line), profiles);
    }

    private static VectorMachine Machine(JsonElement machine) => new(
        [.. machine.Items("segments").Select(segment => new FrameSegment(segment[0].GetInt64(), segment[1].GetInt64()))],
        machine.GetProperty("colors").GetInt32(),
        machine.GetProperty("free_severe").GetInt32(),
        machine.GetProperty("vnode_requeue").GetBoolean());

    private static VectorObject Object(JsonElement one) => new(
        one.GetProperty("id").GetInt32(),
        one.Text("type")!,
        one.GetProperty("dead").GetBoolean(),
        one.GetProperty("mightbedirty").GetBoolean(),
        one.GetProperty("trylock_fail").GetInt32(),
        one.GetProperty("size").GetInt32(),
        one.Number("ref_count") ?? 1,
        one.Number("vget_fail") ?? 0);

    private static PageMarks Marks(JsonElement attributes) => new(
        PageCounts(attributes, "hold"), PageCounts(attributes, "busy"), attributes.Numbers("pgbusy") ?? [], attributes.Numbers("mod") ?? []);

    private static IReadOnlyList<PageCount> PageCounts(JsonElement attributes, string name) =>
        attributes.TryGetProperty(name, out var counts)
            ? [.. counts.EnumerateObject().Select(page => new PageCount(int.Parse(page.Name, CultureInfo.InvariantCulture), page.Value.GetInt32()))]
            : [];

    private static VectorRequest Request(JsonElement request) => new(
        request.Text("op")!,
        request.Address("size") ?? 0,
        request.Address("low") ?? 0,
        request.Address("high") ?? 0,
        request.Address("alignment") ?? 0,
        request.Address("boundary") ?? 0,
        [.. request.Items("flags").Select(flag => flag.GetString()!)],
        request.Number("ref") ?? -1);

    private static VectorEvent Event(JsonElement one) => new(
        one.Text("point")!, one.GetProperty("at").GetInt32(), one.Text("op")!, one.GetProperty("page").GetInt32(), one.Number("obj") ?? -1, one.Number("pindex") ?? -1);

    private static DaemonSetUp Daemon(JsonElement line) => new(
        [.. line.Items("page_stats").Select(page => new PageStatistics(page[0].GetInt32(), page[1].GetInt32(), page[2].GetInt32() != 0, page[3].GetInt32(), page[4].GetInt32() != 0, page[5].GetInt32() != 0))],
        line.GetProperty("thresholds").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt32()),
        line.GetProperty("deficit").GetInt32(),
        line.GetProperty("swap").GetProperty("avail").GetInt32(),
        line.GetProperty("swap").GetProperty("full").GetInt32(),
        line.Numbers("passes") ?? []);

    private static VectorRecord Record(JsonElement record) => new()
    {
        Result = record.Text("result")!,
        Message = record.Text("message"),
        Start = record.Number("start"),
        Phys = record.Long("phys"),
        Laundered = record.TryGetProperty("laundered", out _) ? [.. record.Items("laundered").Select(PageOut)] : null,
        LaunderedCount = record.Number("laundered_n"),
        Map = record.Text("map"),
        InactiveSha = record.Text("inactive_sha"),
        ActiveSha = record.Text("active_sha"),
        Counts = record.Longs("counts"),
        Stats = record.Longs("stats"),
        Trace = record.Text("trace"),
        TraceCount = record.Number("trace_n"),
        TraceSha = record.Text("trace_sha"),
        Daemon = record.TryGetProperty("pass", out _) ? DaemonPass(record) : null,
    };

    private static PageOut PageOut(JsonElement one) => new(one[0].GetString()!, [.. one[1].EnumerateArray().Select(page => page.GetInt32())], one[2].GetString()!, one[3].GetString()!);

    private static DaemonRecord DaemonPass(JsonElement record) => new()
    {
        Pass = record.Number("pass"),
        MapScan = record.Text("map_scan"),
        Inactive = record.Numbers("inactive"),
        ActSha = record.Text("act_sha"),
        PdPages = record.Long("pdpages"),
        Freed = record.Long("freed"),
        LockMiss = record.Long("lock_miss"),
        Oom = record.Long("oom"),
        Syncer = record.Long("syncer"),
        SwapOut = record.Long("swapout"),
    };
}
