using ActorVm.Cli.Reports;
using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Cli.Commands;

/// <summary>How to run: what the command line adds to the scenario.</summary>
internal sealed record RunOptions
{
    public required long Seed { get; init; }

    /// <summary>End here in virtual time; the scenario's own end if null.</summary>
    public Duration? Until { get; init; }

    /// <summary>End after so many steps.</summary>
    public long? Steps { get; init; }

    /// <summary>Write every choice there.</summary>
    public string? Schedule { get; init; }

    /// <summary>Check the kernel's invariants after every step.</summary>
    public bool Check { get; init; }

    /// <summary>What the run goes without, as the header of a schedule says.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Without { get; init; } = [];

    /// <summary>Told now and then how far the run is.</summary>
    public Action<RunProgress>? Progress { get; init; }

    /// <summary>After so many steps each time.</summary>
    public long ProgressEvery { get; init; } = 1 << 16;
}

internal readonly record struct RunProgress(long Steps, Duration VirtualTime);

/// <summary>Builds the world of a scenario and runs it to its end.</summary>
internal interface IScenarioRunner
{
    RunReport Run(LoadedScenario scenario, RunOptions options);
}
