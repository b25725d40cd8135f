using System.Diagnostics;
using System.Globalization;

using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Commands;

/// <summary>One line on a terminal that says how far a run is, once it takes longer than a second. Gone when it is done.</summary>
internal sealed class ProgressLine(Shell shell) : IDisposable
{
    private const int Width = 100;

    private readonly Stopwatch since = Stopwatch.StartNew();
    private long shownMilliseconds;

    public void Show(RunProgress progress)
    {
        var now = since.ElapsedMilliseconds;
        if (!shell.IsErrorTerminal || now < shownMilliseconds + (shownMilliseconds == 0 ? 1000 : 200))
        {
            return;
        }

        shownMilliseconds = now;
        var rate = progress.Steps * 1000 / now;
        var line = string.Create(CultureInfo.InvariantCulture, $"{progress.Steps:N0} steps, {rate:N0}/s, {Times.Text(progress.VirtualTime)} of virtual time");
        shell.Error.Write("\r" + line.PadRight(Width));
    }

    public void Dispose()
    {
        if (shownMilliseconds > 0)
        {
            shell.Error.Write("\r" + new string(' ', Width) + "\r");
        }
    }
}
