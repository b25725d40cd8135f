namespace ActorVm.Persistence;

/// <summary>The run came to its end. Time may be added: then more batches follow.</summary>
public sealed record RunEnd
{
    public const string Manifest = "actorvm.end/1";

    public required long Steps { get; init; }

    public required string Verdict { get; init; }

    /// <summary>Statistics, properties and requests, as <c>--json</c> prints them.</summary>
    public required string Report { get; init; }

    /// <summary>The same in words, where it cannot be made again.</summary>
    public string Text { get; init; } = "";

    /// <summary>Discoveries kept beside it, and one; 0 where an older program did not count them.</summary>
    public long DiscoveriesAndOne { get; init; }
}
