using System.Globalization;

using ActorVm.Messages;

namespace ActorVm.Cli.Scenarios;

/// <summary>Virtual time as people write it.</summary>
internal static class Times
{
    /// <summary>Nearly 80 years in nanoseconds: that twice, and a step on top, can still be counted.</summary>
    public const long Longest = 2_500_000_000_000_000_000;

    public const long Second = 1_000_000_000;
    public const long Minute = 60 * Second;

    public static string Text(Duration duration) => duration.Nanoseconds switch
    {
        >= 1_000_000_000 => Scaled(duration, 1_000_000_000, "s"),
        >= 1_000_000 => Scaled(duration, 1_000_000, "ms"),
        >= 1_000 => Scaled(duration, 1_000, "us"),
        0 => "0",
        _ => Scaled(duration, 1, "ns"),
    };

    private static string Scaled(Duration duration, long unit, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{(decimal)duration.Nanoseconds / unit:0.###} {name}");
}
