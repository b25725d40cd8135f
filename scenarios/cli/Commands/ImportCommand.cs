using System.CommandLine;
using System.Text.Json.Nodes;

using ActorVm.Cli.Maps;
using ActorVm.Cli.Reports;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm import FILE --out MAP</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(Shell shell)
    {
        var file = new Argument<string>("FILE") { Description = "Linux's /proc/kpageflags, or a dump of it, gzip or not." };
        var output = new Option<string>("--out") { Description = "The map file to write.", Required = true };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("import", "Make a memory map for scenarios from a real machine's memory.") { file, output, json };
        command.SetAction(arguments => Invoke(shell, arguments.GetValue(file)!, arguments.GetValue(output)!, arguments.GetValue(json)));
        return command;
    }

    private static int Invoke(Shell shell, string file, string output, bool asJson)
    {
        var map = Kpageflags.Read(file);
        MemoryMapFile.Write(map, output);
        var bytes = new FileInfo(output).Length;
        shell.Log.Information("Imported {File} to {Map}: {Frames} frames in {Runs} runs", file, output, map.Frames, map.Runs.Count);
        shell.Out.WriteLine(asJson
            ? new JsonObject
            {
                ["map"] = output,
                ["bytes"] = bytes,
                ["frames"] = map.Frames,
                ["runs"] = map.Runs.Count,
                ["counts"] = new JsonObject(Enum.GetValues<PageState>().Select(state => KeyValuePair.Create(Binding.Spelling.Kebab(state.ToString()), (JsonNode?)map.CountOf(state)))),
            }.ToJsonString(JsonReport.Readable)
            : $"{output}: {map.Frames} frames in {map.Runs.Count} runs ({map.Summary()}), {bytes} bytes");

        return ExitCode.Ok;
    }
}
