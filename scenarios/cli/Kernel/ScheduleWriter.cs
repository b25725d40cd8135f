using System.Globalization;

using ActorVm.Cli.Binding;
using ActorVm.Cli.Scenarios;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>Writes down a run, a line a delivery: <c>12 3500 queue-manager &lt;- allocator/fxp0 #5 ContinueContig</c>: step, nanoseconds, who, from whom, the how manieth of that channel, what.</summary>
internal sealed class ScheduleWriter : IDisposable
{
    private readonly StreamWriter file;

    public ScheduleWriter(string path, LoadedScenario scenario, long seed)
    {
        try
        {
            file = new StreamWriter(path) { NewLine = "\n" };
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ScenarioException(new Place($"--schedule {path}"), $"cannot be written: {wrong.Message}", wrong);
        }

        file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"actorvm-schedule 1 {scenario.Name} seed {seed}"));
    }

    public void Write(in Delivered step, World world)
    {
        var from = step.Channel.IsTimer ? "timer" : world.NameOf(step.From);
        file.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{step.Step} {step.At.Nanoseconds} {world.NameOf(step.To)} <- {from} #{step.Sequence} {step.Message.GetType().Name}"));
    }

    public void Dispose() => file.Dispose();
}
