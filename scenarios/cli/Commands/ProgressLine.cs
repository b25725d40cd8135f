using System.Diagnostics;
using System.Globalization;

using ActorVm.Cli.Scenarios;

namespace ActorVm.Cli.Commands;

/// <summary>One line on a terminal that says how far a run is, once it takes longer than a second. Gone when it is done.</summary>
internal sealed class ProgressLine(Shell shell) : IDisposable
{
    private const int Width = 100;

    private readonly Lock gate = new();
    private readonly Stopwatch since = Stopwatch.StartNew();
    private long shownMilliseconds;

    public void Show(RunProgress progress)
    {
        Show(milliseconds =>
            string.Create(CultureInfo.InvariantCulture, $"{progress.Steps:N0} steps, {progress.Steps * 1000 / milliseconds:N0}/s, {Times.Text(progress.VirtualTime)} of virtual time"));
    }

    /// <summary>Many runs: so many of all are done. Any thread may tell.</summary>
    public void Show(int done, int all)
    {
        lock (gate)
        {
            Show(milliseconds => string.Create(
                CultureInfo.InvariantCulture, $"{done:N0} of {all:N0} runs, {done * 1000.0 / milliseconds:N1}/s, {(all - done) * milliseconds / done / 1000:N0} s to go"));
        }
    }

    /// <summary>Whatever is to be said, given the milliseconds so far.</summary>
    public void Show(Func<long, string> line)
    {
        var now = since.ElapsedMilliseconds;
        if (!shell.IsErrorTerminal || now < shownMilliseconds + (shownMilliseconds == 0 ? 1000 : 200))
        {
            return;
        }

        shownMilliseconds = now;
        shell.Error.Write("\r" + line(now).PadRight(Width));
    }

    public void Dispose()
    {
        if (shownMilliseconds > 0)
        {
            shell.Error.Write("\r" + new string(' ', Width) + "\r");
        }
    }
}
