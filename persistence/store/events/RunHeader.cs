namespace ActorVm.Persistence;

/// <summary>The first event of every run: all that is needed to make it again.</summary>
public sealed record RunHeader
{
    public const string Manifest = "actorvm.run/1";

    /// <summary>run, explore or verify.</summary>
    public required string Kind { get; init; }

    public required string Scenario { get; init; }

    /// <summary>Where the scenario was read: only to say so when that file was edited since.</summary>
    public required string Path { get; init; }

    public required string Text { get; init; }

    /// <summary>KEY=VALUE of the command line, in order.</summary>
    public required string[] Settings { get; init; }

    public required long Seed { get; init; }

    public required string Revision { get; init; }

    /// <summary>Invariants are checked after every step.</summary>
    public bool Check { get; init; }

    /// <summary>Where it is to end, in nanoseconds of virtual time; 0 where the scenario says.</summary>
    public long Until { get; init; }

    /// <summary>Where it is to end in steps; 0 for nowhere.</summary>
    public long UntilSteps { get; init; }

    /// <summary>Hash of the world before its first step; for a fork, of the state it begins with.</summary>
    public required string Genesis { get; init; }

    /// <summary>Files that the scenario names: maps and traces.</summary>
    public StoredFile[] Files { get; init; } = [];

    /// <summary>The run this one was forked from; empty if none.</summary>
    public string Parent { get; init; } = "";

    public long ParentSteps { get; init; }

    /// <summary>What an exploration is asked, as the command line said it.</summary>
    public string[] Arguments { get; init; } = [];
}

/// <summary>A file beside a scenario.</summary>
public sealed record StoredFile(string Name, byte[] Bytes);
