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
