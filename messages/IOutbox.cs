namespace ActorVm.Messages;

/// <summary>The only way out of a behaviour: everything it does to the world goes through here.</summary>
public interface IOutbox
{
    /// <summary>Virtual time of this step. Stands still in adversarial runs.</summary>
    Tick Now { get; }

    /// <summary>Sends a message that is due at once.</summary>
    void Tell(ActorId to, Message message);

    /// <summary>Sends a message that is due later; it never overtakes an earlier one on the same channel.</summary>
    void Tell(ActorId to, Message message, Duration after);

    /// <summary>Sets (or sets anew) this actor's timer of that key: the message comes back to the actor itself when it expires.</summary>
    void StartTimer(int key, Message message, Duration after);

    /// <summary>Stops the timer: once cancelled, its message is never delivered. Nothing if it is not set.</summary>
    void CancelTimer(int key);

    /// <summary>Asks the scheduler: one of <c>0 … choice.Alternatives − 1</c>.</summary>
    int Choose(in Choice choice);
}

/// <summary>A decision that is not the actor's to make: does this write fail, which page is touched.</summary>
/// <param name="What">What is decided, for schedules and reports: <c>"write fails"</c>.</param>
/// <param name="Alternatives">How many ways it can go. Exhaustive engines try them all, unless it is a <see cref="Seed"/>.</param>
/// <param name="OddsPerMillion">Of two alternatives: how often a random scheduler takes the second. 0 means all alike.</param>
public readonly record struct Choice(string What, int Alternatives, int OddsPerMillion = 0)
{
    /// <summary>Yes (1) with the given odds, else no (0).</summary>
    public static Choice Chance(string what, int oddsPerMillion) => new(what, 2, oddsPerMillion);

    /// <summary>A seed for a generator of the actor's own. Exhaustive engines do not enumerate it: they answer 0.</summary>
    public static Choice Seed(string what) => new(what, int.MaxValue);

    public bool IsSeed => Alternatives == int.MaxValue;
}
