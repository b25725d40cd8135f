using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

internal sealed record SysctlChange
{
    public required Duration At { get; init; }

    [Key("vm.old_contigmalloc"), Bounds(0, 1)]
    public int? OldContigmalloc { get; init; }

    [Key("vm.v_free_min"), Bounds(0, MachineChecks.PagesMax)]
    public int? FreeMin { get; init; }

    [Key("vm.v_free_target"), Bounds(0, MachineChecks.PagesMax)]
    public int? FreeTarget { get; init; }

    [Key("vm.v_free_reserved"), Bounds(0, MachineChecks.PagesMax)]
    public int? FreeReserved { get; init; }

    [Key("vm.v_free_severe"), Bounds(0, MachineChecks.PagesMax)]
    public int? FreeSevere { get; init; }

    /// <summary>Thresholds that change, by their kernel names.</summary>
    public IEnumerable<(string Name, int Pages)> Thresholds() =>
        new (string Name, int? Pages)[] { ("v_free_min", FreeMin), ("v_free_target", FreeTarget), ("v_free_reserved", FreeReserved), ("v_free_severe", FreeSevere) }
            .Where(change => change.Pages is not null)
            .Select(change => (change.Name, change.Pages!.Value));
}

internal sealed record FaultSection
{
    public required FaultKind Kind { get; init; }

    [Doc("From this time on.")]
    public Duration? At { get; init; }

    [Bounds(1, int.MaxValue), Doc("So many times, then no more.")]
    public int? Times { get; init; }

    [Doc("Each time with these odds.")]
    public Share? Probability { get; init; }

    [Doc("Only with objects of this program.")]
    public string? Program { get; init; }

    [Doc("object-trylock-miss: only with this object of 'initial'.")]
    public string? Object { get; init; }

    [Bounds(0, int.MaxValue), Doc("Only writes of this page.")]
    public int? Page { get; init; }
}

/// <summary>What can go wrong below the algorithm.</summary>
internal enum FaultKind
{
    /// <summary>A swap write ends with an error: the page stays dirty and is activated.</summary>
    SwapWriteError,

    /// <summary>No swap space for this write: status FAIL at once.</summary>
    SwapNoSpace,

    /// <summary>No swap space at all from now on.</summary>
    SwapFull,

    /// <summary>VM_PAGER_AGAIN: stays dirty.</summary>
    VnodeAgain,

    /// <summary>VM_PAGER_BAD: the changes are dropped.</summary>
    VnodeBad,

    /// <summary>VM_PAGER_FAIL: activated, dirty.</summary>
    VnodeFail,

    /// <summary>Reported OK, but the page stays dirty.</summary>
    VnodeError,

    /// <summary>A snapshot is being taken: nobody begins to write a file.</summary>
    FsSuspended,

    /// <summary>The snapshot is taken.</summary>
    FsResumed,

    /// <summary>The kernel map finds no space.</summary>
    KvaExhausted,

    /// <summary>A trylock of an object fails.</summary>
    ObjectTrylockMiss,
}
