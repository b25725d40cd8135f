using System.CommandLine;
using System.Text.Json.Nodes;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Maps;
using ActorVm.Cli.Reports;
using ActorVm.Cli.Traces;

namespace ActorVm.Cli.Commands;

/// <summary><c>actorvm import FILE --out MAP</c> and <c>actorvm import --lackey LOG --out TRACE</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(Shell shell)
    {
        var file = new Argument<string?>("FILE") { Description = "Linux's /proc/kpageflags, or a dump of it, gzip or not.", Arity = ArgumentArity.ZeroOrOne };
        var lackey = new Option<string?>("--lackey") { Description = "What valgrind --tool=lackey --trace-mem=yes logged of a program; may be a pipe, or packed (.gz)." };
        var output = new Option<string>("--out") { Description = "The file to write.", Required = true };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("import", "Make a memory map from a real machine's memory, or a page trace from a real program's, for scenarios.") { file, lackey, output, json };
        command.SetAction(arguments => (arguments.GetValue(file), arguments.GetValue(lackey)) switch
        {
            ({ } dump, null) => ImportMap(shell, dump, arguments.GetValue(output)!, arguments.GetValue(json)),
            (null, { } log) => ImportTrace(shell, log, arguments.GetValue(output)!, arguments.GetValue(json)),
            (null, null) => throw new ScenarioException(new Place("import"), "nothing to import; name a dump of /proc/kpageflags, or a log with --lackey"),
            var (dump, _) => throw new ScenarioException(new Place($"import {dump}"), "a dump and --lackey exclude each other; import one after the other"),
        });
        return command;
    }

    private static int ImportMap(Shell shell, string file, string output, bool asJson)
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
                ["counts"] = new JsonObject(Enum.GetValues<PageState>().Select(state => KeyValuePair.Create(Spelling.Kebab(state.ToString()), (JsonNode?)map.CountOf(state)))),
            }.ToJsonString(JsonReport.Readable)
            : $"{output}: {map.Frames} frames in {map.Runs.Count} runs ({map.Summary()}), {bytes} bytes");

        return ExitCode.Ok;
    }

    private static int ImportTrace(Shell shell, string log, string output, bool asJson)
    {
        var trace = Lackey.Read(log);
        PageTraceFile.Write(trace, output);
        var bytes = new FileInfo(output).Length;
        shell.Log.Information("Imported {Log} to {Trace}: {Touches} touches", log, output, trace.Touches.Length);
        shell.Out.WriteLine(asJson
            ? new JsonObject
            {
                ["trace"] = output,
                ["bytes"] = bytes,
                ["text_pages"] = trace.TextPages,
                ["data_pages"] = trace.DataPages,
                ["touches"] = trace.Touches.Length,
            }.ToJsonString(JsonReport.Readable)
            : $"{output}: {trace.Touches.Length} touches of {trace.TextPages} pages it only reads and {trace.DataPages} pages it writes, {bytes} bytes");

        return ExitCode.Ok;
    }
}
