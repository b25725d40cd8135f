namespace ActorVm.Messages;

/// <summary>A point in virtual time, in nanoseconds since the start of the run.</summary>
public readonly record struct Tick(long Nanoseconds) : IComparable<Tick>
{
    public int CompareTo(Tick other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public static Tick operator +(Tick tick, Duration duration) => new(tick.Nanoseconds + duration.Nanoseconds);

    public static Duration operator -(Tick later, Tick earlier) => new(later.Nanoseconds - earlier.Nanoseconds);

    public static bool operator <(Tick left, Tick right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(Tick left, Tick right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(Tick left, Tick right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(Tick left, Tick right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>The later of two points.</summary>
    public static Tick Later(Tick left, Tick right) => left > right ? left : right;
}

/// <summary>A span of virtual time, in nanoseconds.</summary>
public readonly record struct Duration(long Nanoseconds)
{
    public static readonly Duration Zero;

    public static Duration FromMicroseconds(long microseconds) => new(microseconds * 1_000);

    public static Duration FromMilliseconds(long milliseconds) => new(milliseconds * 1_000_000);

    public static Duration FromSeconds(long seconds) => new(seconds * 1_000_000_000);

    public static Duration operator +(Duration left, Duration right) => new(left.Nanoseconds + right.Nanoseconds);

    public static Duration operator *(Duration duration, long times) => new(duration.Nanoseconds * times);
}
