using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using ActorVm.Cli.Commands;
using ActorVm.Cli.Kernel;

using Serilog;

namespace ActorVm.Tests.Persistence;

/// <summary>What a command typed by a user said, and how it ended.</summary>
internal sealed partial record Typed(int Code, string Out, string Error)
{
    public string StateHash => Hash().Match(Out).Groups[1].Value;

    public long Steps => long.Parse(StepCount().Match(Out).Groups[1].Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The report without what it says about the store.</summary>
    public string Report => Out[..Math.Max(0, Out.IndexOf("kept as run", StringComparison.Ordinal))];

    public JsonNode Json => JsonNode.Parse(Out)!;

    public static Typed Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var log = new LoggerConfiguration().CreateLogger();
        var shell = new Shell(output, error, Shell.Plain(output), log, new ScenarioRunner(), new KernelVectorMachine(), IsErrorTerminal: false);
        var code = CommandLine.Run(words, shell);
        return new Typed(code, output.ToString(), error.ToString());
    }

    [GeneratedRegex("state ([0-9a-f]{32})")]
    private static partial Regex Hash();

    [GeneratedRegex("^([0-9,]+) steps", RegexOptions.Multiline)]
    private static partial Regex StepCount();
}
