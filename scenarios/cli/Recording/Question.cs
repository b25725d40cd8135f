using System.Globalization;

using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>What an exploration is asked: kept in its first event, so that any process can take part.</summary>
internal sealed record Question
{
    /// <summary>The engine of <c>explore</c>.</summary>
    public const string Sample = "sample";

    /// <summary>states, dpor, dfs or sample.</summary>
    public required string Engine { get; init; }

    public long Most { get; init; } = long.MaxValue;

    public bool IsExact { get; init; }

    public bool IsDeepFirst { get; init; }

    public Delivery Delivery { get; init; }

    public string Strategy { get; init; } = "";

    public int Depth { get; init; } = int.MaxValue;

    public long Seed { get; init; }

    /// <summary>For so long in each process.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.MaxValue;

    /// <summary>How far it is is kept after so many runs or states; 0: by time.</summary>
    public long KeptEvery { get; init; }

    public string[] Words() =>
    [
        Engine, Number(Most), IsExact ? "exact" : "fingerprints", $"{Delivery}", Strategy, Number(Depth), Number(Seed), Number(Time.Ticks), Number(KeptEvery), IsDeepFirst ? "deep" : "broad",
    ];

    public static Question Of(string[] words) => new()
    {
        Engine = words[0],
        Most = Number(words[1]),
        IsExact = words[2] == "exact",
        Delivery = Enum.Parse<Delivery>(words[3]),
        Strategy = words[4],
        Depth = (int)Number(words[5]),
        Seed = Number(words[6]),
        Time = new TimeSpan(Number(words[7])),
        KeptEvery = words.Length > 8 ? Number(words[8]) : 0,
        IsDeepFirst = words.Length > 9 && words[9] == "deep",
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
