using System.CommandLine;

using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm schema</c>.</summary>
internal static class SchemaCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("schema", "The JSON Schema of scenario files, for editors.");
        command.SetAction(_ =>
        {
            shell.Out.Write(ScenarioSchema.Text());
            return ExitCode.Ok;
        });
        return command;
    }
}
