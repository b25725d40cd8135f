using System.CommandLine;
using System.Text.Json.Nodes;

using ActorVm.Cli.Reports;

using Spectre.Console;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Shell shell)
    {
        var json = new Option<bool>("--json") { Description = "One JSON array instead of text." };
        var command = new Command("list", "The scenarios that come with the tool, with their stories.") { json };
        command.SetAction(arguments =>
        {
            var entries = ScenarioLibrary.All();
            if (arguments.GetValue(json))
            {
                shell.Out.WriteLine(new JsonArray([.. entries.Select(entry => new JsonObject { ["name"] = entry.Name, ["covers"] = entry.Covers, ["story"] = entry.Story })]).ToJsonString(JsonReport.Readable));
                return ExitCode.Ok;
            }

            foreach (var entry in entries)
            {
                shell.Console.MarkupLine($"[bold]{Markup.Escape(entry.Name)}[/]");
                shell.Console.Write(new Padder(new Text(entry.Story), new Padding(4, 0, 0, 0)));
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
