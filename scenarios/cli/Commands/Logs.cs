using System.Globalization;

using ActorVm.Cli.Binding;

using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace ActorVm.Cli.Commands;

/// <summary>Warnings and worse for the person at the terminal; everything as JSON in the file, if there is one.</summary>
internal static class Logs
{
    private const long FileBytesMax = 64 << 20;

    public static Logger Create(IReadOnlyList<string> words)
    {
        var configuration = new LoggerConfiguration()
            .WriteTo.Console(restrictedToMinimumLevel: LogEventLevel.Warning, standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: CultureInfo.InvariantCulture);
        if (FileOf(words) is { } file)
        {
            CheckItCanBeWritten(file);
            configuration.WriteTo.File(new JsonFormatter(), file, rollingInterval: RollingInterval.Day, fileSizeLimitBytes: FileBytesMax, rollOnFileSizeLimit: true);
        }

        return configuration.CreateLogger();
    }

    // The sink would fail silently.
    private static void CheckItCanBeWritten(string file)
    {
        try
        {
            var folder = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            using var probe = new FileStream(Path.Combine(folder.FullName, $".{Environment.ProcessId}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ScenarioException(new Place($"{CommandLine.LogOption} {file}"), $"cannot be written: {wrong.Message}", wrong);
        }
    }

    private static string? FileOf(IReadOnlyList<string> words) =>
        words.Where((_, i) => i > 0 && words[i - 1] == CommandLine.LogOption).FirstOrDefault()
        ?? words.FirstOrDefault(word => word.StartsWith(CommandLine.LogOption + "=", StringComparison.Ordinal))?[(CommandLine.LogOption.Length + 1)..];
}
