using System.Globalization;
using System.Text.Json.Nodes;

using ActorVm.Cli.Reports;
using ActorVm.Persistence;

namespace ActorVm.Cli.Recording;

/// <summary>How far an exploration is: for <c>actorvm show</c>.</summary>
internal sealed record ExplorationPicture(StoredRun Run, IReadOnlyList<WorkItemRow> Work, IReadOnlyList<StoredDiscovery> Found, IReadOnlyList<(string Name, long Count)> Counts)
{
    private int Done => Work.Count(item => item.IsDone);

    private int Begun => Work.Count(item => !item.IsDone && item.Outcome is not null);

    public void Write(TextWriter output, bool asJson)
    {
        if (asJson)
        {
            output.WriteLine(Object().ToJsonString(JsonReport.Readable));
            return;
        }

        output.WriteLine($"run {Run.Id}{(Run.Name is { } name ? $", {name}" : "")}: {Run.Facts.Kind} {Run.Facts.Scenario}, {State}");
        output.WriteLine($"items of work: {Done} done, {Begun} begun, {Work.Count - Done - Begun} left");
        foreach (var (what, count) in Counts)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-14}{count,14:N0} so far"));
        }

        output.WriteLine(Found.Count == 0 ? "nothing found" : "found:");
        foreach (var found in Found)
        {
            output.WriteLine($"  {found.Property}: {found.What}");
        }
    }

    private string State => Run.Facts.State == RunState.Done ? $"done, {Run.Facts.Verdict}" : "not done";

    private JsonObject Object() => new()
    {
        ["id"] = Run.Id,
        ["name"] = Run.Name,
        ["kind"] = Run.Facts.Kind,
        ["scenario"] = Run.Facts.Scenario,
        ["state"] = State,
        ["items"] = Work.Count,
        ["items_done"] = Done,
        ["items_begun"] = Begun,
        ["so_far"] = new JsonObject(Counts.Select(count => KeyValuePair.Create(count.Name.Replace(' ', '_'), (JsonNode?)count.Count))),
        ["found"] = new JsonArray([.. Found.Select(found => new JsonObject { ["property"] = found.Property, ["what"] = found.What })]),
    };
}
