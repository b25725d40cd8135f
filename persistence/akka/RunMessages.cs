namespace ActorVm.Persistence;

/// <summary>To the actor of a run: go on.</summary>
internal sealed record GoOn
{
    public static readonly GoOn Now = new();
}

/// <summary>To the actor of a run: stop at the next step boundary.</summary>
internal sealed record StopSoon
{
    public static readonly StopSoon Now = new();
}
