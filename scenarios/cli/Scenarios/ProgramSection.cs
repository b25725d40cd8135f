using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

/// <summary>A process: touches pages of its objects in batches, thinks, touches again.</summary>
internal sealed record ProgramSection
{
    public required string Name { get; init; }

    [Doc("Its memory.")]
    public IReadOnlyList<ObjectSection> Objects { get; init; } = [];

    [Doc("A page trace made by 'actorvm import --lackey', looked for beside the scenario: it touches what a real program touched, and has that program's memory.")]
    public string? Trace { get; init; }

    [Doc("Which page comes next.")]
    public Pattern Pattern { get; init; } = Pattern.Uniform;

    [Doc("Of the touches, how many write.")]
    public Share Writes { get; init; } = new(Share.Whole / 2);

    [Bounds(1, 1_000_000_000), Doc("Touches in one batch.")]
    public int Touches { get; init; } = 1_000;

    [Bounds(1, 1_000_000_000), Doc("Batches it makes; left out, it goes on to the end.")]
    public int? Batches { get; init; }

    [Doc("Pause between two batches.")]
    public Duration Think { get; init; } = Duration.FromMilliseconds(1);

    [Doc("With pattern shifting: how much it works on at a time.")]
    public ByteSize? WorkingSet { get; init; }

    [Doc("With pattern shifting: how long it stays with one working set.")]
    public Duration Shift { get; init; } = Duration.FromSeconds(1);

    [Doc("A lock it takes for each batch.")]
    public ProgramLockSection? Holds { get; init; }

    [Doc("P_PROTECTED: never killed when memory runs out.")]
    public bool Protected { get; init; }

    public Duration Start { get; init; } = Duration.Zero;

    [Doc("When it exits and its memory is freed; left out, it runs to the end.")]
    public Duration? Exit { get; init; }
}

/// <summary>A lock of the program's first object.</summary>
internal sealed record ProgramLockSection
{
    [Doc("vnode: taken before the batch, so that it faults with it. object: taken after the batch, and it is preempted with it. object-then-vnode: after the batch both, against the order of locks.")]
    public required ProgramLocked Lock { get; init; }

    [Doc("How long it keeps it when it has touched everything.")]
    public required Duration For { get; init; }
}

internal enum ProgramLocked { Vnode, Object, ObjectThenVnode }

internal sealed record ObjectSection
{
    public required Backing Backing { get; init; }

    public required ByteSize Size { get; init; }
}

internal enum Pattern
{
    Sequential,
    Uniform,
    Zipf,
    Shifting,

    /// <summary>Each touch is a choice of the scheduler; explorations try them all.</summary>
    Any,
}

internal sealed record InterruptSection
{
    [Doc("How often a page is taken.")]
    public required Duration Every { get; init; }

    [Doc("How long it is kept.")]
    public Duration Hold { get; init; } = Duration.FromMilliseconds(1);

    [Bounds(1, int.MaxValue), Doc("How many pages are taken; left out, without end.")]
    public int? Times { get; init; }
}
