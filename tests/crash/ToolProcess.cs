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
        string[] command = IsDeaf() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        return new ToolProcess(Process.Start(new ProcessStartInfo(command[0], [.. command[1..], "exec", tool, .. words])
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
        while (File.Exists(status) && !process.HasExited && !HasInterrupt(status, "SigCgt:"))
            Thread.Sleep(10);
        Thread.Sleep(300);
    }

    // A shell that starts something in the background has it ignore Ctrl-C, and whatever that starts.
    private static bool IsDeaf() => File.Exists("/proc/self/status") && HasInterrupt("/proc/self/status", "SigIgn:");

    private static bool HasInterrupt(string status, string set) => File.ReadLines(status).FirstOrDefault(line => line.StartsWith(set, StringComparison.Ordinal)) is { } signals
        && (Convert.ToUInt64(signals[set.Length..].Trim(), 16) & 2) != 0;

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
