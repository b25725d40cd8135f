namespace ActorVm.Live;

/// <summary>What may be chosen.</summary>
public enum ControlOrder : byte
{
    /// <summary>Which mailbox runs next: in a mailbox messages lie in the order they were sent.</summary>
    Mailboxes,

    /// <summary>Which message of which sender comes next. Akka promises an order only to each pair; this is all it allows, and what <c>Traces</c> counts.</summary>
    Channels,
}

/// <summary>How an actor system is controlled.</summary>
public sealed record ControlOptions
{
    public ControlOrder Order { get; init; }

    /// <summary>More of Akka's configuration.</summary>
    public string? Configuration { get; init; }
}
