using ActorVm.Simulation;

namespace ActorVm.Persistence;

public enum RunState : byte
{
    /// <summary>Somebody works on it, or did and was stopped without a word.</summary>
    Running,

    /// <summary>Stopped at a step boundary; can be resumed.</summary>
    Stopped,

    /// <summary>Came to its end.</summary>
    Done,
}

/// <summary>What the table of runs says about one, kept up to date in the transaction that adds to its journal.</summary>
public sealed record RunFacts
{
    private const byte Layout = 1;

    public required string Kind { get; init; }

    public required string Scenario { get; init; }

    public required long Seed { get; init; }

    public required string Revision { get; init; }

    public required string Engine { get; init; }

    public RunState State { get; init; }

    /// <summary>ok or failed, once done.</summary>
    public string Verdict { get; init; } = "";

    public long Steps { get; init; }

    /// <summary>Virtual time, in nanoseconds.</summary>
    public long Time { get; init; }

    /// <summary>Hash of the state after the last event.</summary>
    public string StateHash { get; init; } = "";

    /// <summary>Where it ends in virtual time, in nanoseconds; 0 where the scenario says.</summary>
    public long Until { get; init; }

    /// <summary>Where it ends in steps; 0 for nowhere.</summary>
    public long UntilSteps { get; init; }

    public long SnapshotEvery { get; init; }

    /// <summary>Number and hash of the last event: a journal that ends earlier has lost some.</summary>
    public long Last { get; init; }

    public byte[] LastHash { get; init; } = [];

    /// <summary>Milliseconds since 1970.</summary>
    public long Created { get; init; }

    /// <summary>Bytes of choices, and of snapshots, as stored.</summary>
    public long ChoiceBytes { get; init; }

    public long SnapshotBytes { get; init; }

    /// <summary>Explorations: how many items of work there are.</summary>
    public long Items { get; init; }

    internal byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Write(Layout);
        Codec<RunFacts>.Default.Write(writer, this);
        return writer.Written.ToArray();
    }

    internal static RunFacts Decode(ReadOnlySpan<byte> bytes)
    {
        var layout = bytes.Length > 0 ? bytes[0] : 0;
        return layout != Layout
            ? throw new StoreException("runs", $"facts of layout {layout}, which this program does not know; use a newer actorvm")
            : Store.Decode<RunFacts>(bytes[1..]);
    }
}

/// <summary>A row of the table of runs.</summary>
/// <param name="PersistenceId">Stays with the run wherever it is copied.</param>
/// <param name="Updated">Milliseconds since 1970.</param>
/// <param name="Age">Milliseconds since the last event, by the database's clock.</param>
/// <param name="HeldBy">The process that works on it, while its lease is valid.</param>
public sealed record StoredRun(long Id, string PersistenceId, string? Name, RunFacts Facts, long Updated, long Age, string? HeldBy)
{
    public bool IsExploration => Facts.Kind is "explore" or "verify";
}

/// <summary>The right to add to a run. Each commit checks it in its own transaction, so nobody writes who lost it.</summary>
public sealed record Lease(long Id, string PersistenceId, string Token, string? Name);
