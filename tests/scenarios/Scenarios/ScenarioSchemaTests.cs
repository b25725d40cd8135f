using ActorVm.Cli.Commands;
using ActorVm.Cli.Scenarios;

namespace ActorVm.Tests.Scenarios;

public sealed class ScenarioSchemaTests
{
    private static readonly string[] Promised =
    [
        "quiet-machine", "running-programs", "refragmentation", "blocking-pageout", "kva-exhausted",
        "switch-at-run-time", "two-drivers", "isa-dma", "swap-full", "real-memory",
    ];

    [Fact]
    public void The_schema_kept_beside_the_scenarios_is_that_of_the_model() =>
        Assert.Equal(ScenarioSchema.Text(), File.ReadAllText(Path.Combine(ScenarioLibrary.Folder, "scenario.schema.json")));

    [Fact]
    public void Every_scenario_can_be_read_has_a_story_and_is_15_to_40_lines_long()
    {
        var entries = ScenarioLibrary.All();
        var offenders = entries.Where(entry => entry.Story.Length == 0 || entry.Covers.Length == 0 || File.ReadLines(entry.Path).Count() is < 15 or > 40);

        Assert.Empty(offenders.Select(entry => entry.Name));
        Assert.All(entries, entry => ScenarioReader.Read(entry.Path, []));
        Assert.Empty(Promised.Except(entries.Select(entry => entry.Name)));
    }
}
