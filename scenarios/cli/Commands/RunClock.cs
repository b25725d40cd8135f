using System.Diagnostics;
using System.Globalization;

using ActorVm.Simulation;

namespace ActorVm.Cli.Commands;

/// <summary>The engine counts runs; how much time went by, and when it is up, is only known here.</summary>
internal sealed class RunClock(Shell shell, TimeSpan limit) : IDisposable
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly ProgressLine line = new(shell);
    private PathProgress heard;

    public TimeSpan Elapsed => watch.Elapsed;

    public void Hear(PathProgress progress) => heard = progress;

    /// <summary>Time is up. Asked after each run, so that runs that are long show too.</summary>
    public bool IsOver()
    {
        line.Show(milliseconds => string.Create(
            CultureInfo.InvariantCulture, $"{heard.Runs:N0} runs, {heard.Deliveries * 1000 / milliseconds:N0} deliveries/s, {heard.Failures:N0} failures, {watch.Elapsed.TotalSeconds:N0} s"));
        return watch.Elapsed >= limit;
    }

    public void Dispose() => line.Dispose();
}
