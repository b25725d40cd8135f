using System.Globalization;

using ActorVm.Cli.Recording;
using ActorVm.Simulation;

namespace ActorVm.Cli.Commands;

/// <summary>Says how far the exploration of a model is, and ends it at Ctrl-C or before memory runs out. Some models have no end in sight.</summary>
internal sealed class ModelWatch(Shell shell) : IDisposable
{
    private readonly ProgressLine line = new(shell);
    private readonly Interruption interruption = new();
    private readonly MemoryGuard memory = new();

    /// <summary>Why not all was explored.</summary>
    public string Why => interruption.IsAsked ? "stopped" : memory.Remark.TrimStart(';', ' ');

    public bool IsAsked => interruption.IsAsked;

    public bool MustStop() => memory.IsShort() || interruption.IsAsked;

    public void Tell(StateProgress progress) => line.Show(milliseconds => string.Create(
        CultureInfo.InvariantCulture, $"{progress.States:N0} states, {progress.States * 1000 / milliseconds:N0}/s, depth {progress.Depth:N0}, {progress.Frontier:N0} to follow"));

    public void Tell(PathProgress progress) => line.Show(milliseconds => string.Create(
        CultureInfo.InvariantCulture, $"{progress.Runs:N0} runs, {progress.Runs * 1000 / milliseconds:N0}/s, {progress.Deliveries:N0} deliveries"));

    public void Dispose()
    {
        line.Dispose();
        interruption.Dispose();
    }
}
