namespace ActorVm.Simulation;

/// <summary>How a world goes through time.</summary>
public enum Pace : byte
{
    /// <summary>The earliest due message is next; the chooser is asked only among messages due at the same tick.</summary>
    Timed,

    /// <summary>Any deliverable message may be next. Time stands still, delays are ignored, a timer may expire whenever it is set.</summary>
    Adversarial,

    /// <summary>
    /// Any deliverable message may be next, as in an adversarial run, and the time an actor reads off its clock is a choice:
    /// for runs that were made elsewhere, by real clocks.
    /// </summary>
    Recorded,
}

/// <summary>In which order messages of one channel arrive.</summary>
public enum Delivery : byte
{
    /// <summary>As they were sent, as in Akka.</summary>
    Fifo,

    /// <summary>In any order.</summary>
    Bag,
}
