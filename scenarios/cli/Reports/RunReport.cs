using ActorVm.Cli.Scenarios;
using ActorVm.Messages;

namespace ActorVm.Cli.Reports;

/// <summary>What one run came to: all that the text and the JSON report say.</summary>
internal sealed record RunReport
{
    /// <summary>The counter of pages handed to pagers for contigmalloc, calls that never returned included.</summary>
    public const string PagesLaundered = "pages laundered";

    /// <summary>The counter of pages in use that contigmalloc took out of use.</summary>
    public const string PagesTaken = "pages taken";

    public required string Scenario { get; init; }

    public required long Seed { get; init; }

    public required string Revision { get; init; }

    /// <summary>old or new: what vm.old_contigmalloc said when the run began.</summary>
    public required string Algorithm { get; init; }

    public required long Steps { get; init; }

    public required Duration VirtualTime { get; init; }

    /// <summary>Hex digits.</summary>
    public required string StateHash { get; init; }

    public IReadOnlyList<RequestReport> Requests { get; init; } = [];

    /// <summary>Calls of contigmalloc that had not returned when the run ended.</summary>
    public int OpenCalls { get; init; }

    /// <summary>Pages by state, in the order to show them: free, cache, inactive, active, wire, …</summary>
    public IReadOnlyList<Count> CountsBefore { get; init; } = [];

    public IReadOnlyList<Count> Counts { get; init; } = [];

    /// <summary>Events counted: v_pdwakeups, v_tfree, page-outs, …</summary>
    public IReadOnlyList<Count> Counters { get; init; } = [];

    public IReadOnlyList<MallocReport> Malloc { get; init; } = [];

    public IReadOnlyList<PropertyReport> Properties { get; init; } = [];

    /// <summary>What a reader should know about the report itself.</summary>
    public string? Note { get; init; }

    public MemoryPicture? Before { get; init; }

    public MemoryPicture? After { get; init; }

    public Verdict Verdict => Properties.All(property => property.Holds) ? Verdict.Ok : Verdict.Failed;

    public long CountOf(string name) => Counts.Concat(Counters).FirstOrDefault(count => count.Name == name).Number;
}

internal readonly record struct Count(string Name, long Number);

/// <summary>One request of a driver and what became of it.</summary>
internal sealed record RequestReport
{
    public required string Driver { get; init; }

    /// <summary>Bytes asked for.</summary>
    public required long Size { get; init; }

    public required RequestOutcome Result { get; init; }

    public long? StartPage { get; init; }

    public long? PhysicalAddress { get; init; }

    public Duration Latency { get; init; }

    public long PagesLaundered { get; init; }

    /// <summary>Passes of the algorithm that were begun.</summary>
    public int Passes { get; init; }

    /// <summary>What the kernel said: the text of a panic.</summary>
    public string? Message { get; init; }
}

/// <summary>Statistics of one malloc(9) type.</summary>
internal sealed record MallocReport(string Type, long InUse, long MemUse, long MaxUsed, long Calls);

/// <summary>Whether one property holds, and if not, what was seen instead.</summary>
internal sealed record PropertyReport(string Name, string Kind, bool Holds, string? Detail = null)
{
    /// <summary>It is the failure that the scenario expects: what was seen is told, although all is well.</summary>
    public bool IsExpectedFailure { get; init; }
}
