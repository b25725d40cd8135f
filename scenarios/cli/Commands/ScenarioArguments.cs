using System.CommandLine;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Commands;

/// <summary>The words that say what is run or explored: the same for all commands that do.</summary>
internal sealed class ScenarioArguments
{
    private readonly Argument<string> scenario;
    private readonly Option<string?> revision = new("--revision") { Description = $"{string.Join(", ", Scalars.Words(typeof(Revision)))}." };
    private readonly Option<string[]> set = new("--set") { Description = "KEY=VALUE: any key of the scenario, such as algorithm.passes=2 or v_free_min=200.", DefaultValueFactory = _ => [] };

    public ScenarioArguments(string description, bool isOptional = false) =>
        scenario = new("SCENARIO") { Description = description, Arity = isOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne };

    public void AddTo(Command command)
    {
        command.Add(scenario);
        command.Add(revision);
        command.Add(set);
    }

    public string ScenarioIn(ParseResult arguments) => arguments.GetValue(scenario)!;

    public IReadOnlyList<string> SettingsIn(ParseResult arguments) =>
        [.. arguments.GetValue(set)!, .. arguments.GetValue(revision) is { } wanted ? [$"algorithm.revision={Bare(wanted)}"] : Array.Empty<string>()];

    // r1.36 is what the vectors call it.
    private static string Bare(string revision) => revision.Length > 1 && revision[0] == 'r' && char.IsAsciiDigit(revision[1]) ? revision[1..] : revision;
}
