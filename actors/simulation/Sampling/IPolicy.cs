using System.Globalization;

namespace ActorVm.Simulation;

/// <summary>A way to pick one run out of the many there are, again and again.</summary>
public interface IPolicy : IChooser
{
    string Name { get; }

    /// <summary>Whether everybody gets a turn in the end. After an unfair one a fair one takes over where that matters.</summary>
    bool IsFair => false;

    /// <summary>Runs at random to be made first, to know how long runs are; 0 when that does not matter.</summary>
    int RunsToMeasure => 0;

    /// <summary>The longest of these runs made so many deliveries.</summary>
    void Expect(long deliveries)
    {
    }

    /// <summary>A new run begins; the same seed gives the same run.</summary>
    void Begin(ulong seed);

    /// <summary>The run is over after so many deliveries.</summary>
    void End(long deliveries);

    /// <summary>Writes what it knows of the runs.</summary>
    void Save(ByteWriter writer)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    void Load(ref ByteReader reader)
    {
    }

    /// <summary>What so many runs without a finding promise; null when nothing.</summary>
    string? Guarantee(long runs);
}

/// <summary>Policies by name.</summary>
public static class Policies
{
    /// <summary><c>fifo</c>, <c>random</c>, <c>pct</c> or <c>pct:DEPTH</c>, <c>pos</c>, <c>delay</c> or <c>delay:DELAYS</c>.</summary>
    /// <exception cref="ArgumentException">No such policy; the message says what there is.</exception>
    public static IPolicy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (name, number) = text.Split(':') is [var head, var tail]
            ? (head, int.TryParse(tail, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : throw Unknown(text))
            : (text, -1);
        return (name, number) switch
        {
            ("fifo", -1) => new Fifo(),
            ("random", -1) => new RandomOrder(0),
            ("pct", -1) => new Pct(),
            ("pct", > 0) => new Pct(number),
            ("pos", -1) => new Pos(),
            ("delay", -1) => new DelayBounded(),
            ("delay", >= 0) => new DelayBounded(number),
            _ => throw Unknown(text),
        };
    }

    private static ArgumentException Unknown(string text) =>
        new($"unknown policy '{text}'; there are fifo, random, pct[:DEPTH], pos and delay[:DELAYS]");
}
