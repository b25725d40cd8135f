using System.Text.Json.Nodes;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;

using Serilog;

namespace ActorVm.Tests.Scenarios.Exploring;

/// <summary>A command as it is typed, and what came of it.</summary>
internal sealed record Typed(int Code, string Out, string Error)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Out)!;

    public static Typed Run(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var shell = new Shell(output, error, Shell.Plain(output), new LoggerConfiguration().CreateLogger(), new ScenarioRunner(), new KernelVectorMachine(), IsErrorTerminal: false);
        var code = CommandLine.Run(words, shell);

        return new Typed(code, output.ToString(), error.ToString());
    }

    /// <summary>A scenario of the tool, copied where discoveries about it may be kept.</summary>
    public static string Copy(string scenario)
    {
        var copy = Path.Combine(Directory.CreateTempSubdirectory("actorvm-").FullName, Path.GetFileName(scenario) + ".yaml");
        File.Copy(ScenarioLibrary.Find(scenario), copy);
        return copy;
    }
}
