using ActorVm.Cli.Kernel;
using ActorVm.Messages;
using ActorVm.Persistence;

namespace ActorVm.Cli.Recording;

/// <summary>A run and its batches of choices: written down, and made again. The same for everybody who keeps runs.</summary>
internal static class RunBatches
{
    /// <summary>What was chosen since step <paramref name="from"/>.</summary>
    public static ChoiceBatch Take(ScenarioRun run, ChoiceWriter choices, long from) => new()
    {
        From = from,
        To = run.World.Steps,
        Time = TimeOf(run),
        State = run.World.Fingerprint,
        Generator = run.Generator,
        Engine = Engine.Id,
        Choices = choices.Take(),
    };

    /// <summary>Makes the steps of a batch again, or the first of them. The run asks the reader for its choices.</summary>
    /// <exception cref="InvalidDataException">The batch leads elsewhere.</exception>
    public static void Repeat(ScenarioRun run, ChoiceReader choices, ChoiceBatch batch, long stepsMax = long.MaxValue)
    {
        if (run.World.Steps != batch.From)
        {
            throw new InvalidDataException($"begins at step {batch.From}, but the one before it ended at {run.World.Steps}");
        }

        choices.Load(batch.Choices, batch.IsInSevens);
        try
        {
            while (run.World.Steps < Math.Min(batch.To, stepsMax) && run.Advance())
            {
            }
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw Different(batch, $"step {run.World.Steps}: {wrong.Message}");
        }

        run.Generator = batch.Generator;
        if (run.World.Steps >= stepsMax && run.World.Steps < batch.To)
        {
            return;
        }

        if (run.World.Steps != batch.To || !choices.IsAtEnd || run.World.Fingerprint != batch.State || TimeOf(run) != batch.Time)
        {
            throw Different(batch, $"state {run.World.Fingerprint} after step {run.World.Steps}, not {batch.State} after step {batch.To}");
        }
    }

    private static long TimeOf(ScenarioRun run) => (run.World.Now - default(Tick)).Nanoseconds;

    private static InvalidDataException Different(ChoiceBatch batch, string seen) =>
        new($"does not lead where it led when it was recorded with engine {batch.Engine} (this is {Engine.Id}): {seen}");
}
