using System.Diagnostics;

namespace ActorVm.Tests.Crash;

/// <summary>The tool as a process of its own, to be interrupted, stopped or killed.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private ToolProcess(Process process)
    {
        this.process = process;
        (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public int Id => process.Id;

    public bool IsOver => process.HasExited;

    public static ToolProcess Start(params string[] words)
    {
        var tool = typeof(Cli.Commands.CommandLine).Assembly.Location;
        return new ToolProcess(Process.Start(new ProcessStartInfo("dotnet", ["exec", tool, .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!);
    }

    /// <summary>INT as Ctrl-C, STOP and CONT.</summary>
    public void Signal(string signal)
    {
        using var sent = Process.Start("sh", ["-c", $"kill -{signal} {process.Id}"]);
        sent.WaitForExit();
    }

    /// <summary>Waits until Ctrl-C would be heard: what the system says signals would be caught, where it says so.</summary>
    public void WaitUntilItHears()
    {
        var status = $"/proc/{process.Id}/status";
        while (File.Exists(status) && !process.HasExited && !Catches(File.ReadLines(status)))
            Thread.Sleep(10);
        Thread.Sleep(300);
    }

    private static bool Catches(IEnumerable<string> status) => status.FirstOrDefault(line => line.StartsWith("SigCgt:", StringComparison.Ordinal)) is { } caught
        && (Convert.ToUInt64(caught["SigCgt:".Length..].Trim(), 16) & 2) != 0;

    public void Kill() => process.Kill();

    /// <returns>False when it is not over by then.</returns>
    public bool WaitFor(TimeSpan limit) => process.WaitForExit(limit);

    /// <summary>Waits for its end.</summary>
    public (int Code, string Out, string Error) End()
    {
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
