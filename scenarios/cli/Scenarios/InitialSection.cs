namespace ActorVm.Cli.Scenarios;

/// <summary>The memory a run starts with, page by page, in the letters of the test vectors.</summary>
internal sealed record InitialSection
{
    [Doc("Letters with counts, from page 0 on: F free, Z free and zeroed, C cache, i/I inactive clean/dirty, a/A active clean/dirty, W wired. 'F8 I2 aAa'; pages left out are free.")]
    public string? Pages { get; init; }

    [Doc("Who owns the pages that have an owner; those nobody names belong to a swap object 'boot'.")]
    public IReadOnlyList<InitialObjectSection> Objects { get; init; } = [];

    [Doc("Pages with a hold_count of 1.")]
    public IReadOnlyList<int> Hold { get; init; } = [];

    [Doc("Pages with a busy count of 1.")]
    public IReadOnlyList<int> Busy { get; init; } = [];

    [Doc("Pages with PG_BUSY.")]
    public IReadOnlyList<int> Pgbusy { get; init; } = [];

    [Doc("Pages modified through a mapping and not yet known to be dirty.")]
    public IReadOnlyList<int> Modified { get; init; } = [];
}

internal sealed record InitialObjectSection
{
    public required string Name { get; init; }

    public required Backing Backing { get; init; }

    [Bounds(0, int.MaxValue), Doc("Its first page.")]
    public required int From { get; init; }

    [Bounds(0, int.MaxValue), Doc("Its last page.")]
    public required int To { get; init; }

    [Doc("It is the first object of this program.")]
    public string? Program { get; init; }

    [Bounds(0, 1000), Doc("How many maps refer to it; 0: a file that nobody uses now.")]
    public int References { get; init; } = 1;

    [Doc("OBJ_DEAD: being terminated.")]
    public bool Dead { get; init; }

    [Doc("OBJ_MIGHTBEDIRTY, of a vnode object: laundering looks at its pages.")]
    public bool Mightbedirty { get; init; } = true;
}

internal enum Backing { Swap, Vnode, Default }
