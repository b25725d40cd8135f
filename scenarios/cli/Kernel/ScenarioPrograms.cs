using ActorVm.Actors;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Kernel;

/// <summary>What the programs of a scenario do, in the words of the kernel model.</summary>
internal sealed class ScenarioPrograms(ScenarioFile file, KernelMemory memory, WorldBuilder builder, bool isTimed)
{
    // Where each touch may fall on any page, a step is one touch: what a step can do must be few enough to be tried.
    public ProgramSettings SettingsOf(ProgramSection program, IReadOnlyList<ObjectId> objects) =>
        PatternOf(program) == TouchPattern.Any
            ? Settings(program, objects) with { TouchesPerBatch = 1, BatchesMax = TouchesOf(program) }
            : Settings(program, objects);

    /// <summary>In virtual time.</summary>
    public static int TouchesPerBatch(ProgramSection program) => program is { Trace: null, Pattern: Pattern.Any } ? 1 : program.Touches;

    private static int? TouchesOf(ProgramSection program) =>
        program.Batches is { } batches ? (int)Math.Min((long)batches * program.Touches, int.MaxValue) : null;

    private ProgramSettings Settings(ProgramSection program, IReadOnlyList<ObjectId> objects) => new()
    {
        Plan = PlanOf(program, objects),
        TouchesPerBatch = program.Touches,
        BatchesMax = program.Batches,
        IsCounted = isTimed,
        Think = program.Think,
        StartsAfter = program.Start,
        ExitsAfter = program.Exit,
        ShiftsEvery = program.Shift,
        QueueManager = builder.Reserve(KernelCast.QueueManager),
        SwapPager = builder.Reserve(KernelCast.SwapPager),
        VnodePager = builder.Reserve(KernelCast.VnodePager),
        Lock = program.Holds is { } holds ? new ProgramLock(Enum.Parse<ProgramLockKind>(holds.Lock.ToString()), objects[0], holds.For) : null,
    };

    private TouchPlan PlanOf(ProgramSection program, IReadOnlyList<ObjectId> objects) => new(
        [.. objects.Select(id => new TouchArea(id, memory.Object(id).Size))],
        PatternOf(program),
        program.Writes.PerMillion,
        (int)(program.WorkingSet?.Pages ?? 0),
        file.Programs.TakeWhile(other => other != program).Count(other => other.Trace is not null));

    // What a generator would draw the chooser picks, where it can try everything.
    private TouchPattern PatternOf(ProgramSection program) =>
        program.Trace is not null ? TouchPattern.Traced
        : isTimed || (program.Pattern == Pattern.Sequential && program.Writes.PerMillion is 0 or Share.Whole) ? Enum.Parse<TouchPattern>(program.Pattern.ToString())
        : TouchPattern.Any;
}
