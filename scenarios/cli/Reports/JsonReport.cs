using System.Text.Json;
using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;

namespace ActorVm.Cli.Reports;

/// <summary>The report for programs: one object.</summary>
internal static class JsonReport
{
    public static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(RunReport report) => Object(report).ToJsonString(Readable);

    public static JsonObject Object(RunReport report)
    {
        var json = Body(report);
        if (report.Note is { } note)
        {
            json["note"] = note;
        }

        return json;
    }

    private static JsonObject Body(RunReport report) => new()
    {
        ["scenario"] = report.Scenario,
        ["seed"] = report.Seed,
        ["revision"] = report.Revision,
        ["steps"] = report.Steps,
        ["virtual_time_ns"] = report.VirtualTime.Nanoseconds,
        ["state_hash"] = report.StateHash,
        ["requests"] = new JsonArray([.. report.Requests.Select(Request)]),
        ["counts"] = new JsonObject(report.Counts.Select(count => KeyValuePair.Create(count.Name, (JsonNode?)count.Number))),
        ["malloc"] = new JsonArray([.. report.Malloc.Select(Malloc)]),
        ["properties"] = new JsonArray([.. report.Properties.Select(Property)]),
        ["verdict"] = Scalars.WordOf(report.Verdict),
    };

    private static JsonObject Request(RequestReport request) => new()
    {
        ["driver"] = request.Driver,
        ["size"] = request.Size,
        ["result"] = Scalars.WordOf(request.Result),
        ["start_page"] = request.StartPage,
        ["physical_address"] = request.PhysicalAddress,
        ["latency_ns"] = request.Latency.Nanoseconds,
        ["pages_laundered"] = request.PagesLaundered,
        ["passes"] = request.Passes,
    };

    private static JsonObject Malloc(MallocReport type) => new()
    {
        ["type"] = type.Type,
        ["inuse"] = type.InUse,
        ["memuse"] = type.MemUse,
        ["maxused"] = type.MaxUsed,
        ["calls"] = type.Calls,
    };

    private static JsonObject Property(PropertyReport property) => new()
    {
        ["name"] = property.Name,
        ["kind"] = property.Kind,
        ["holds"] = property.Holds,
    };
}
