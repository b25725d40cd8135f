using ActorVm.Cli.Binding;
using ActorVm.Cli.Commands;
using ActorVm.Cli.Exploring;
using ActorVm.Cli.Scenarios;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>Writes a run to a file while it is made: a schedule, to be replayed.</summary>
internal sealed class RunRecorder : IDisposable
{
    private const int DeliveriesBetweenStates = 100;

    private readonly StreamWriter file;
    private readonly ScheduleWriter schedule;
    private readonly World world;

    public RunRecorder(string path, LoadedScenario scenario, World world, RunOptions options)
    {
        this.world = world;
        try
        {
            file = new StreamWriter(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ScenarioException(new Place($"--schedule {path}"), $"cannot be written: {wrong.Message}", wrong);
        }

        var header = Recipe.Of(scenario, world.Pace).Header(Path.GetDirectoryName(path) ?? "");
        schedule = new ScheduleWriter(file, world, [.. header, new("seed", $"{options.Seed}"), .. options.Without], DeliveriesBetweenStates);
    }

    /// <summary>The world has made a step.</summary>
    /// <param name="threw">Its receiver threw; this was the last one.</param>
    public void Write(World stepped, bool threw = false) => schedule.Write(stepped, threw);

    public void Dispose()
    {
        schedule.End(world);
        file.Dispose();
    }
}
